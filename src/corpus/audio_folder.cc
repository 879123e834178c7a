#include "corpus/audio_folder.h"

#include <algorithm>

#include "affectus/error.h"
#include "audio/recording_names.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> find_one(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  if (fs::exists(folder / name, ignored)) return folder / name;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (lower_case(entry.path().filename().string()) == lower_case(name)) return entry.path();
  return std::nullopt;
}

}  // namespace

std::vector<fs::path> find_recordings(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw Error(ErrorCode::not_found, folder.string() + ": expected a folder, found none");
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied))
    if (entry.is_regular_file() && is_recording_name(entry.path())) found.push_back(entry.path());
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
