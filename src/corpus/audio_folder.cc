#include "corpus/audio_folder.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "affectus/error.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_recording(const fs::path& path) {
  static const std::set<std::string> extensions = {".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"};
  return extensions.contains(lower(path.extension().string()));
}

std::optional<fs::path> find_one(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  if (fs::exists(folder / name, ignored)) return folder / name;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (lower(entry.path().filename().string()) == lower(name)) return entry.path();
  return std::nullopt;
}

}  // namespace

std::vector<fs::path> find_recordings(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw Error(ErrorCode::not_found, folder.string() + ": expected a folder, found none");
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied))
    if (entry.is_regular_file() && is_recording(entry.path())) found.push_back(entry.path());
  if (found.empty()) throw Error(ErrorCode::not_found, folder.string() + ": expected recordings in it, found none");
  std::ranges::sort(found, {}, [](const fs::path& path) { return std::pair(path.filename(), path); });
  return found;
}

std::optional<fs::path> find_entry(const fs::path& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::optional<fs::path> place = folder;
    for (const fs::path& part : fs::path(name))
      if (place) place = find_one(*place, part.string());
    if (place) return place;
  }
  return std::nullopt;
}

}  // namespace affectus
