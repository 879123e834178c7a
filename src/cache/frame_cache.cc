#include "cache/frame_cache.h"

#include <cstdint>
#include <string_view>
#include <system_error>
#include <vector>

#include "affectus/error.h"
#include "base/content_key.h"
#include "base/half.h"
#include "cache/byte_size.h"
#include "storage/files.h"
#include "storage/mapped_file.h"

namespace affectus {
namespace {

// magic, hash of the key and the values, values.
constexpr std::string_view single_magic = "AFFECTF2";
constexpr std::string_view half_magic = "AFFECTH2";
constexpr std::size_t hash_size = 32;
constexpr std::size_t header_size = single_magic.size() + hash_size;

}  // namespace

// The same frames with other numbers of bits are other files.
std::filesystem::path FrameCache::file_of(const std::string& key) const {
  return folder_.folder(CacheKind::features) / key.substr(0, 2) / (key.substr(2) + (half_ ? "-half" : ""));
}

std::optional<StoredFrames> FrameCache::find(const std::string& key, std::size_t dim) const {
  if (!is_enabled()) return std::nullopt;
  CacheFolder::touch(file_of(key));
  try {
    const MappedFile file(file_of(key));
    const std::string_view content(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    if (content.size() < header_size || !content.starts_with(half_ ? half_magic : single_magic)) return std::nullopt;
    const std::string_view values = content.substr(header_size);
    const std::size_t frame_size = dim * (half_ ? sizeof(std::uint16_t) : sizeof(float));
    if (values.size() % frame_size != 0 ||
        content.substr(single_magic.size(), hash_size) != ContentKey().add(key).add(values).text())
      return std::nullopt;
    return StoredFrames(file_of(key), header_size, half_, values.size() / frame_size, dim);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<Frames> FrameCache::load(const std::string& key, std::size_t dim) const {
  try {
    if (const auto found = find(key, dim)) return found->load();
  } catch (const Error&) {  // taken away meanwhile
  }
  return std::nullopt;
}

void FrameCache::warn(const std::exception& reason) const {
  if (warn_) std::call_once(*warned_, warn_, unwritable_cache(folder_.folder(CacheKind::features), reason));
}

void FrameCache::keep(const std::string& key, const Frames& frames) const {
  if (!is_enabled()) return;
  const std::filesystem::path file = file_of(key);
  const std::size_t count = frames.count() * frames.dim();
  const std::uint64_t size = header_size + count * (half_ ? sizeof(std::uint16_t) : sizeof(float));
  if (folder_.limit() != 0 && size > folder_.limit())
    return warn(Error(ErrorCode::unwritable, "features of " + byte_size_text(size) + " are more than its limit of " +
                                                 byte_size_text(folder_.limit()) + " (AFFECTUS_CACHE_SIZE)"));
  try {
    folder_.check_room(size);
    std::vector<std::uint16_t> half(half_ ? count : 0);
    for (std::size_t i = 0; i < half.size(); ++i) half[i] = to_half(frames.data()[i]);
    const std::string_view values =
        half_ ? std::string_view(reinterpret_cast<const char*>(half.data()), count * sizeof(std::uint16_t))
              : std::string_view(reinterpret_cast<const char*>(frames.data()), count * sizeof(float));
    make_folder(file.parent_path());
    write_file_atomically(file, [&](std::ostream& stream) {
      stream << (half_ ? half_magic : single_magic) << ContentKey().add(key).add(values).text() << values;
    });
    folder_.kept(size);
  } catch (const Error& error) {
    warn(error);
  }
}

}  // namespace affectus
