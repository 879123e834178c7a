// Keeps frames on disk, so that they are computed only once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "affectus/frames.h"
#include "base/project.h"
#include "cache/cache_folder.h"
#include "cache/stored_frames.h"

namespace affectus {

/// Each key has one file, which is written under another name, then renamed, and carries a hash of its values. Half-written,
/// cut or damaged files count as absent. May be used from several threads and processes at once.
class AFFECTUS_PROJECT FrameCache {
 public:
  using Warn = std::function<void(const std::string& message)>;
  /// Without a folder nothing is kept or found. `half`: values are kept with 16 bits. `warn` is called once if frames cannot
  /// be kept (a full disk, a limit below their size).
  explicit FrameCache(CacheFolder folder = {}, bool half = false, Warn warn = {})
      : folder_(std::move(folder)), half_(half), warn_(std::move(warn)) {}

  bool is_enabled() const { return folder_.is_enabled(); }
  /// `key` is a ContentKey's text. The file may be removed before it is loaded, unless the caller has a lease of the folder.
  std::optional<StoredFrames> find(const std::string& key, std::size_t dim) const;
  std::optional<Frames> load(const std::string& key, std::size_t dim) const;
  /// If the cache cannot be written, nothing is kept; that costs only time.
  void keep(const std::string& key, const Frames& frames) const;

 private:
  std::filesystem::path file_of(const std::string& key) const;
  void warn(const std::exception& reason) const;

  CacheFolder folder_;
  bool half_;
  Warn warn_;
  std::shared_ptr<std::once_flag> warned_ = std::make_shared<std::once_flag>();
};

}  // namespace affectus
