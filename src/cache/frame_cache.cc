#include "cache/frame_cache.h"

#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

#include "affectus/error.h"
#include "base/files.h"
#include "base/mapped_file.h"
#include "cache/content_key.h"

namespace affectus {
namespace {

// magic, hash of the values, values.
constexpr std::string_view magic = "AFFECTF1";
constexpr std::size_t header_size = magic.size() + 32;

std::filesystem::path folder_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

}  // namespace

std::filesystem::path FrameCache::standard_folder() {
  if (const auto folder = folder_of("AFFECTUS_CACHE_DIR"); !folder.empty()) return folder / "features";
  if (const auto folder = folder_of("XDG_CACHE_HOME"); !folder.empty()) return folder / "affectus" / "features";
  if (const auto folder = folder_of("HOME"); !folder.empty()) return folder / ".cache" / "affectus" / "features";
  return {};
}

std::filesystem::path FrameCache::file_of(const std::string& key) const {
  return folder_ / key.substr(0, 2) / key.substr(2);
}

std::optional<Frames> FrameCache::find(const std::string& key, std::size_t dim) const {
  std::error_code ignored;
  if (!is_enabled() || !std::filesystem::exists(file_of(key), ignored)) return std::nullopt;
  try {
    const MappedFile file(file_of(key));
    const std::string_view content(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    if (content.size() < header_size || !content.starts_with(magic)) return std::nullopt;
    const std::string_view values = content.substr(header_size);
    if (values.size() % (dim * sizeof(float)) != 0 || content.substr(magic.size(), 32) != ContentKey().add(values).text())
      return std::nullopt;
    Frames frames(dim);
    frames.resize(values.size() / (dim * sizeof(float)));
    std::memcpy(frames.data(), values.data(), values.size());
    return frames;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void FrameCache::keep(const std::string& key, const Frames& frames) const {
  if (!is_enabled()) return;
  const std::filesystem::path file = file_of(key);
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  const std::string_view values(reinterpret_cast<const char*>(frames.data()), frames.count() * frames.dim() * sizeof(float));
  try {
    write_file_atomically(file, [&](std::ostream& stream) { stream << magic << ContentKey().add(values).text() << values; });
  } catch (const Error&) {
  }
}

}  // namespace affectus
