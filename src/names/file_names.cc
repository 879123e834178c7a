#include "names/file_names.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "storage/folders.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char one) { return static_cast<unsigned char>(one) < 0x80; });
}

// The entry of `folder` that compares as `name` does.
std::optional<fs::path> find_entry_like(const fs::path& folder, const std::string& name) {
  std::optional<fs::path> best;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder.empty() ? fs::path(".") : folder, error);
       !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path& own = entry->path().filename();
    if (comparable_name(own.string()) == name && (!best || own < *best)) best = own;
  }
  return best;
}

}  // namespace

std::string comparable_name(std::string_view name) {
  std::string slashed(name);
  std::ranges::replace(slashed, '\\', '/');
  if (is_ascii(slashed)) return slashed;
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(slashed.data()), static_cast<utf8proc_ssize_t>(slashed.size()),
                   &composed, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, &std::free);
  if (length < 0) return slashed;
  return {reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length)};
}

std::optional<fs::path> existing_path(const fs::path& path) {
  if (path.empty()) return std::nullopt;
  if (is_there(path)) return path;
  fs::path place;
  for (const fs::path& part : fs::path(comparable_name(path.string()))) {
    if (is_there(place / part)) {
      place /= part;
      continue;
    }
    if (is_ascii(part.string())) return std::nullopt;  // which has one composition: a look at the folder would be in vain
    const std::optional<fs::path> like = find_entry_like(place, part.string());
    if (!like) return std::nullopt;
    place /= *like;
  }
  return place;
}

}  // namespace affectus
