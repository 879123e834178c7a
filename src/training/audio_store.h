// Decoded training audio, as much of it in memory as a budget allows.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace affectus {

using Samples = std::shared_ptr<const std::vector<float>>;

/// May be used from several threads at once.
class AudioStore {
 public:
  /// Files are kept in memory, once they were asked for, until `budget_bytes` are full.
  AudioStore(std::vector<std::filesystem::path> paths, std::size_t budget_bytes);

  std::size_t size() const { return paths_.size(); }
  const std::filesystem::path& path(std::size_t index) const { return paths_[index]; }
  /// From memory, or decoded. A file that is cut short is taken as far as it goes. Throws Error for one without a decodable
  /// sample.
  Samples samples(std::size_t index);

 private:
  std::vector<std::filesystem::path> paths_;
  std::size_t budget_bytes_;
  std::mutex mutex_;  // protects the rest
  std::size_t kept_bytes_ = 0;
  std::vector<Samples> kept_;
};

}  // namespace affectus
