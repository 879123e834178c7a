// Keeps decoded training audio in memory, within a budget.
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
  /// Requested files are kept in memory until `budget_bytes` are full.
  AudioStore(std::vector<std::filesystem::path> paths, std::size_t budget_bytes);

  std::size_t size() const { return paths_.size(); }
  const std::filesystem::path& path(std::size_t index) const { return paths_[index]; }
  /// Gives a file's samples from memory, or decodes them. A file that is cut short gives its decodable part. Throws Error
  /// for one without a decodable sample.
  Samples samples(std::size_t index);

 private:
  std::vector<std::filesystem::path> paths_;
  std::size_t budget_bytes_;
  std::mutex mutex_;  // protects the rest
  std::size_t kept_bytes_ = 0;
  std::vector<Samples> kept_;
};

}  // namespace affectus
