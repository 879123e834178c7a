#include "cache/cache_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "affectus/error.h"
#include "cache/byte_size.h"
#include "storage/environment.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr const char* standard_limit = "20G";  // of AFFECTUS_CACHE_SIZE; docs/models.md says what it holds
constexpr std::int64_t forgotten_after_ns = std::int64_t{3600} * 1'000'000'000;  // files that were never finished
constexpr std::size_t key_digits = 32;
constexpr std::uint64_t most_left_free = 1'000'000'000, shares_of_a_disk = 20;

struct CachedFile {
  fs::path path;
  CacheKind kind = CacheKind::features;
  std::uint64_t bytes = 0;
  std::int64_t used_ns = 0;  // since 1970
  bool is_unfinished = false;
};

bool is_hexadecimal(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

// "ab" and "cdef...": a key in two parts, "-half" behind it where the numbers have 16 bits.
bool is_features_file(std::string_view folder, std::string_view name) {
  constexpr std::string_view half = "-half";
  if (name.ends_with(half)) name.remove_suffix(half.size());
  return folder.size() + name.size() == key_digits && is_hexadecimal(folder) && is_hexadecimal(name);
}

bool is_graph_file(std::string_view name) {
  constexpr std::string_view extension = ".blob";
  if (!name.ends_with(extension)) return false;
  name.remove_suffix(extension.size());
  return name.size() == key_digits && is_hexadecimal(name);
}

// Names that begin with a dot are those under which files are written before they have their own.
bool is_unfinished_name(std::string_view name) { return name.starts_with('.'); }

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

std::int64_t now_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return nanoseconds(time);
}

// Nothing where it is no regular file, or gone.
bool look_at(const fs::path& path, CachedFile& file) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  file.bytes = static_cast<std::uint64_t>(status.st_size);
  file.used_ns = nanoseconds(status.st_mtim);
  return true;
}

template <typename Take>
void for_entries(const fs::path& folder, const Take& take) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) take(*entry);
}

// Whatever else lies there is not the cache's, and stays.
std::vector<CachedFile> files_of(const fs::path& folder, CacheKind kind) {
  std::vector<CachedFile> files;
  const auto add = [&](const fs::path& path, bool is_unfinished) {
    CachedFile file{path, kind, 0, 0, is_unfinished};
    if (look_at(path, file)) files.push_back(std::move(file));
  };
  if (kind == CacheKind::graphs) {
    for_entries(folder, [&](const fs::directory_entry& entry) {
      const std::string name = entry.path().filename().string();
      if (is_graph_file(name) || is_unfinished_name(name)) add(entry.path(), is_unfinished_name(name));
    });
    return files;
  }
  for_entries(folder, [&](const fs::directory_entry& part) {
    const std::string beginning = part.path().filename().string();
    if (beginning.size() != 2 || !is_hexadecimal(beginning)) return;
    for_entries(part.path(), [&](const fs::directory_entry& entry) {
      const std::string name = entry.path().filename().string();
      if (is_features_file(beginning, name) || is_unfinished_name(name)) add(entry.path(), is_unfinished_name(name));
    });
  });
  return files;
}

bool are_same(int descriptor, const fs::path& path) {
  struct stat open {
  }, named{};
  return ::fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &named) == 0 && open.st_ino == named.st_ino &&
         open.st_dev == named.st_dev;
}

fs::path lease_folder(const fs::path& root) { return root / "leases"; }

// When the oldest lease that somebody holds was made; those of processes that have ended are taken away.
std::int64_t oldest_lease_ns(const fs::path& root) {
  std::int64_t oldest = std::numeric_limits<std::int64_t>::max();
  for_entries(lease_folder(root), [&](const fs::directory_entry& entry) {
    const FileDescriptor lease(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    CachedFile made;
    if (lease.get() < 0 || !look_at(entry.path(), made)) return;
    if (::flock(lease.get(), LOCK_EX | LOCK_NB) != 0)
      oldest = std::min(oldest, made.used_ns);
    else if (are_same(lease.get(), entry.path()))
      ::unlink(entry.path().c_str());
  });
  return oldest;
}

// Takes files away that may go, for as long as `goes_on` says so of the next. What was used since it was looked at stays.
template <typename GoesOn>
CacheFolder::Contents take_away(const std::vector<CachedFile>& files, const fs::path& root, const GoesOn& goes_on) {
  const std::int64_t held_since_ns = oldest_lease_ns(root), forgotten_ns = now_ns() - forgotten_after_ns;
  CacheFolder::Contents taken;
  for (const CachedFile& file : files) {
    const bool may_go = file.is_unfinished                 ? file.used_ns < forgotten_ns
                        : file.kind == CacheKind::features ? file.used_ns < held_since_ns
                                                           : true;
    if (!may_go) continue;
    if (!goes_on(file)) break;
    CachedFile now;
    const bool is_there = look_at(file.path, now);
    if (is_there && now.used_ns != file.used_ns) continue;
    if (is_there && ::unlink(file.path.c_str()) != 0) continue;
    ++taken.files;
    taken.bytes += file.bytes;
  }
  return taken;
}

}  // namespace

fs::path standard_cache_folder() {
  if (fs::path folder = environment("AFFECTUS_CACHE_DIR"); !folder.empty()) return folder;
  if (const fs::path folder = environment("XDG_CACHE_HOME"); !folder.empty()) return folder / "affectus";
  if (const fs::path folder = environment("HOME"); !folder.empty()) return folder / ".cache" / "affectus";
  return {};
}

std::uint64_t standard_cache_limit() {
  const std::string text = environment("AFFECTUS_CACHE_SIZE");
  if (const auto bytes = parse_byte_size(text.empty() ? standard_limit : text)) return *bytes;
  throw Error(ErrorCode::invalid_argument,
              "AFFECTUS_CACHE_SIZE: expected a number of bytes such as 500M or 20G (0: no limit), found '" + text + "'");
}

std::string unwritable_cache(const fs::path& folder, const std::exception& reason) {
  return "the cache at " + folder.string() + " is done without: " + reason.what();
}

CacheLease::CacheLease(const fs::path& folder) {
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  static std::atomic<unsigned> made{0};
  const fs::path file = folder / (std::to_string(::getpid()) + "-" + std::to_string(made++));
  for (;;) {
    FileDescriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (lock.get() < 0 || ::flock(lock.get(), LOCK_EX) != 0) return;  // nobody can write here
    if (!are_same(lock.get(), file)) continue;                        // taken away before it was locked
    ::futimens(lock.get(), nullptr);
    lock_ = std::move(lock);
    file_ = file;
    return;
  }
}

CacheLease::~CacheLease() {
  if (lock_.get() >= 0) ::unlink(file_.c_str());
}

CacheFolder::CacheFolder(fs::path root, std::uint64_t limit, FileSystem& file_system)
    : root_(std::move(root)),
      limit_(limit),
      file_system_(&file_system),
      kept_since_look_(std::make_shared<std::atomic<std::uint64_t>>(limit)) {}  // the first file is a reason to look

CacheFolder CacheFolder::standard() { return {standard_cache_folder(), standard_cache_limit()}; }

fs::path CacheFolder::folder(CacheKind kind) const {
  return root_ / (kind == CacheKind::features ? "features" : "compiled");
}

void CacheFolder::touch(const fs::path& file) { ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0); }

void CacheFolder::kept(std::uint64_t bytes) const {
  if (!is_enabled() || limit_ == 0) return;
  if (kept_since_look_->fetch_add(bytes) + bytes < limit_ / 16) return;
  kept_since_look_->store(0);
  shrink(limit_ - limit_ / 8);
}

std::optional<std::uint64_t> CacheFolder::room() const {
  fs::path place = root_;
  struct statvfs disk {};
  while (file_system_->statvfs(place.c_str(), &disk) != 0) {  // a folder that is not made yet lies where its parent does
    if (errno != ENOENT || !place.has_relative_path()) return std::nullopt;
    place = place.parent_path();
    if (place.empty()) place = ".";
  }
  if (disk.f_blocks == 0) return std::nullopt;
  const std::uint64_t size = std::uint64_t{disk.f_blocks} * disk.f_frsize,
                      free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  const std::uint64_t left_free = std::min(most_left_free, size / shares_of_a_disk);
  return free - std::min(free, left_free);
}

void CacheFolder::check_room(std::uint64_t bytes) const {
  if (const auto rest = room(); rest && bytes > *rest)
    throw Error(ErrorCode::unwritable, "its disk is nearly full (" + byte_size_text(*rest) + " may be kept)");
}

void CacheFolder::shrink(std::uint64_t target) const {
  std::vector<CachedFile> files = files_of(folder(CacheKind::features), CacheKind::features);
  for (CachedFile& file : files_of(folder(CacheKind::graphs), CacheKind::graphs)) files.push_back(std::move(file));
  std::uint64_t rest = 0;
  for (const CachedFile& file : files) rest += file.bytes;
  if (rest <= limit_ - limit_ / 16) return;
  std::ranges::sort(files, {}, &CachedFile::used_ns);
  take_away(files, root_, [&](const CachedFile& file) {
    if (rest <= target) return false;
    rest -= file.bytes;
    return true;
  });
}

CacheFolder::Contents CacheFolder::contents(CacheKind kind) const {
  Contents contents;
  for (const CachedFile& file : files_of(folder(kind), kind)) {
    ++contents.files;
    contents.bytes += file.bytes;
  }
  return contents;
}

CacheFolder::Contents CacheFolder::clear(CacheKind kind) const {
  return take_away(files_of(folder(kind), kind), root_, [](const CachedFile&) { return true; });
}

CacheLease CacheFolder::lease() const { return is_enabled() ? CacheLease(lease_folder(root_)) : CacheLease(); }

}  // namespace affectus
