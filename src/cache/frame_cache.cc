#include "cache/frame_cache.h"

#include <cstdint>
#include <string_view>
#include <system_error>
#include <vector>

#include "affectus/error.h"
#include "base/content_key.h"
#include "base/half.h"
#include "storage/environment.h"
#include "storage/files.h"
#include "storage/mapped_file.h"

namespace affectus {
namespace {

// magic, hash of the values, values.
constexpr std::string_view single_magic = "AFFECTF1";
constexpr std::string_view half_magic = "AFFECTH1";
constexpr std::size_t hash_size = 32;
constexpr std::size_t header_size = single_magic.size() + hash_size;

}  // namespace

std::filesystem::path standard_cache_folder() {
  if (std::filesystem::path folder = environment("AFFECTUS_CACHE_DIR"); !folder.empty()) return folder;
  if (const std::filesystem::path folder = environment("XDG_CACHE_HOME"); !folder.empty()) return folder / "affectus";
  if (const std::filesystem::path folder = environment("HOME"); !folder.empty()) return folder / ".cache" / "affectus";
  return {};
}

std::string unwritable_cache(const std::filesystem::path& folder, const std::exception& reason) {
  return "the cache at " + folder.string() + " is done without: " + reason.what();
}

std::filesystem::path FrameCache::standard_folder() {
  const std::filesystem::path folder = standard_cache_folder();
  return folder.empty() ? folder : folder / "features";
}

// The same frames with other numbers of bits are other files.
std::filesystem::path FrameCache::file_of(const std::string& key) const {
  return folder_ / key.substr(0, 2) / (key.substr(2) + (half_ ? "-half" : ""));
}

std::optional<StoredFrames> FrameCache::find(const std::string& key, std::size_t dim) const {
  std::error_code ignored;
  if (!is_enabled() || !std::filesystem::exists(file_of(key), ignored)) return std::nullopt;
  try {
    const MappedFile file(file_of(key));
    const std::string_view content(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    if (content.size() < header_size || !content.starts_with(half_ ? half_magic : single_magic)) return std::nullopt;
    const std::string_view values = content.substr(header_size);
    const std::size_t frame_size = dim * (half_ ? sizeof(std::uint16_t) : sizeof(float));
    if (values.size() % frame_size != 0 || content.substr(single_magic.size(), hash_size) != ContentKey().add(values).text())
      return std::nullopt;
    return StoredFrames(file_of(key), header_size, half_, values.size() / frame_size, dim);
  } catch (const Error&) {
    return std::nullopt;
  }
}

void FrameCache::keep(const std::string& key, const Frames& frames) const {
  if (!is_enabled()) return;
  const std::filesystem::path file = file_of(key);
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  const std::size_t count = frames.count() * frames.dim();
  std::vector<std::uint16_t> half(half_ ? count : 0);
  for (std::size_t i = 0; i < half.size(); ++i) half[i] = to_half(frames.data()[i]);
  const std::string_view values =
      half_ ? std::string_view(reinterpret_cast<const char*>(half.data()), count * sizeof(std::uint16_t))
            : std::string_view(reinterpret_cast<const char*>(frames.data()), count * sizeof(float));
  try {
    write_file_atomically(file, [&](std::ostream& stream) {
      stream << (half_ ? half_magic : single_magic) << ContentKey().add(values).text() << values;
    });
  } catch (const Error& error) {
    if (warn_) std::call_once(*warned_, warn_, unwritable_cache(folder_, error));
  }
}

}  // namespace affectus
