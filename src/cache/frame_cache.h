// Frames on disk, so that what was computed once need not be computed again.
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

/// A file a key, written under another name and renamed, with a hash of its values: what is half-written, cut or damaged is
/// as if it were not there. May be used from several threads and processes at once.
class AFFECTUS_PROJECT FrameCache {
 public:
  using Warn = std::function<void(const std::string& message)>;
  /// Without a folder nothing is kept and nothing found. `half`: values are kept with 16 bits. `warn` is told once if frames
  /// cannot be kept (a full disk, a limit below their size).
  explicit FrameCache(CacheFolder folder = {}, bool half = false, Warn warn = {})
      : folder_(std::move(folder)), half_(half), warn_(std::move(warn)) {}

  bool is_enabled() const { return folder_.is_enabled(); }
  /// `key`: a ContentKey's text. What find() gives may be taken away before it is loaded, unless the caller has a lease of
  /// the folder.
  std::optional<StoredFrames> find(const std::string& key, std::size_t dim) const;
  std::optional<Frames> load(const std::string& key, std::size_t dim) const;
  /// A cache that cannot be written changes nothing but time: it is done without.
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
