// Frames on disk, so that what was computed once need not be computed again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "affectus/frames.h"

namespace affectus {

/// A file a key, written under another name and renamed, with a hash of its values: what is half-written, cut or damaged is
/// as if it were not there. May be used from several threads and processes at once.
class FrameCache {
 public:
  /// An empty `folder`: nothing is kept, nothing found.
  explicit FrameCache(std::filesystem::path folder = {}) : folder_(std::move(folder)) {}
  /// In standard_folder().
  static FrameCache standard() { return FrameCache(standard_folder()); }
  /// $AFFECTUS_CACHE_DIR/features, else $XDG_CACHE_HOME/affectus/features, else ~/.cache/affectus/features.
  static std::filesystem::path standard_folder();

  bool is_enabled() const { return !folder_.empty(); }
  /// `key`: a ContentKey's text.
  std::optional<Frames> find(const std::string& key, std::size_t dim) const;
  /// A cache that cannot be written is passed over in silence: it changes nothing but time.
  void keep(const std::string& key, const Frames& frames) const;

 private:
  std::filesystem::path file_of(const std::string& key) const;
  std::filesystem::path folder_;
};

}  // namespace affectus
