// The folder of cached results, and its size.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/project.h"
#include "storage/file_descriptor.h"
#include "storage/file_system.h"

namespace affectus {

/// $AFFECTUS_CACHE_DIR, else $XDG_CACHE_HOME/affectus, else ~/.cache/affectus; empty without any of them.
AFFECTUS_PROJECT std::filesystem::path standard_cache_folder();

/// $AFFECTUS_CACHE_SIZE in bytes, 20 GB if it is not set; 0: no limit. Throws Error(invalid_argument) that names the
/// variable if it is not a number of bytes.
AFFECTUS_PROJECT std::uint64_t standard_cache_limit();

/// A message for the user about a cache that cannot be written.
AFFECTUS_PROJECT std::string unwritable_cache(const std::filesystem::path& folder, const std::exception& reason);

/// Frames of front ends (in features/) and encoders compiled for this machine (in compiled/).
enum class CacheKind { features, graphs };

/// While it exists, no process removes features that were found or kept since it was made. It ends at the latest with its
/// process.
class AFFECTUS_PROJECT CacheLease {
 public:
  CacheLease() = default;  // holds nothing
  explicit CacheLease(const std::filesystem::path& folder);
  CacheLease(CacheLease&&) noexcept = default;
  CacheLease& operator=(CacheLease&&) = delete;
  ~CacheLease();

 private:
  std::filesystem::path file_;
  FileDescriptor lock_;
};

/// Several threads and processes may use the same folder at once; copies share their count of kept bytes. Files are removed
/// in the order of their last use, which their modification time tells. A removed file stays readable for those who have it
/// open; later users compute it anew. No member throws: a folder that cannot be read or changed is left as it is.
class AFFECTUS_PROJECT CacheFolder {
 public:
  /// An empty `root` means no cache. `limit` is in bytes, for all kinds together; 0: no limit.
  CacheFolder(std::filesystem::path root = {}, std::uint64_t limit = 0, FileSystem& file_system = FileSystem::system());
  /// standard_cache_folder() with standard_cache_limit().
  static CacheFolder standard();

  bool is_enabled() const { return !root_.empty(); }
  const std::filesystem::path& root() const { return root_; }
  std::uint64_t limit() const { return limit_; }
  std::filesystem::path folder(CacheKind kind) const;

  /// Marks a file as just used.
  static void touch(const std::filesystem::path& file);
  /// To be called after a file of `bytes` was kept. The first time, and after each 16th part of the limit, it measures the
  /// folder; if it is over the limit, it removes files until an eighth of the limit is free.
  void kept(std::uint64_t bytes) const;

  /// How many bytes may still be kept: what the disk has free, but for 1 GB (a twentieth of a disk under 20 GB) that stays
  /// for everything else. Empty if it is unknown.
  std::optional<std::uint64_t> room() const;
  /// Throws Error(unwritable) if the disk has no room() for `bytes`.
  void check_room(std::uint64_t bytes) const;

  struct Contents {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
  };
  Contents contents(CacheKind kind) const;
  /// Removes all files that no lease holds, and returns what it removed.
  Contents clear(CacheKind kind) const;

  CacheLease lease() const;

 private:
  void shrink(std::uint64_t target) const;

  std::filesystem::path root_;
  std::uint64_t limit_;
  FileSystem* file_system_;
  std::shared_ptr<std::atomic<std::uint64_t>> kept_since_look_;
};

}  // namespace affectus
