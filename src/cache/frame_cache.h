// Frames on disk, so that what was computed once need not be computed again.
#pragma once

#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "affectus/frames.h"
#include "base/project.h"
#include "cache/stored_frames.h"

namespace affectus {

/// $AFFECTUS_CACHE_DIR, else $XDG_CACHE_HOME/affectus, else ~/.cache/affectus; empty without any of them.
AFFECTUS_PROJECT std::filesystem::path standard_cache_folder();

/// What people are told of a cache that cannot be written.
AFFECTUS_PROJECT std::string unwritable_cache(const std::filesystem::path& folder, const std::exception& reason);

/// A file a key, written under another name and renamed, with a hash of its values: what is half-written, cut or damaged is
/// as if it were not there. May be used from several threads and processes at once.
class AFFECTUS_PROJECT FrameCache {
 public:
  using Warn = std::function<void(const std::string& message)>;
  /// An empty `folder`: nothing is kept, nothing found. `half`: values are kept with 16 bits. `warn` is told once if frames
  /// cannot be kept (a full disk).
  explicit FrameCache(std::filesystem::path folder = {}, bool half = false, Warn warn = {})
      : folder_(std::move(folder)), half_(half), warn_(std::move(warn)) {}
  /// features/ in standard_cache_folder(); nowhere where there is none.
  static std::filesystem::path standard_folder();

  bool is_enabled() const { return !folder_.empty(); }
  /// `key`: a ContentKey's text.
  std::optional<StoredFrames> find(const std::string& key, std::size_t dim) const;
  /// A cache that cannot be written changes nothing but time: it is done without.
  void keep(const std::string& key, const Frames& frames) const;

 private:
  std::filesystem::path file_of(const std::string& key) const;
  std::filesystem::path folder_;
  bool half_;
  Warn warn_;
  std::shared_ptr<std::once_flag> warned_ = std::make_shared<std::once_flag>();
};

}  // namespace affectus
