#include "opening/shipped.h"

#include <dlfcn.h>

#include <algorithm>
#include <optional>

#include "affectus/error.h"
#include "storage/folders.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr const char* sample = "sense_and_sensibility.flac";

std::optional<fs::path> find_place(const fs::path& name, const char* file, const Places& places) {
  for (const fs::path& place : places)
    if (is_there(place / name / file)) return place / name;
  return std::nullopt;
}

[[noreturn]] void fail(const std::string& what, const fs::path& name, const Places& places) {
  std::string looked;
  for (const fs::path& place : places) looked += (looked.empty() ? "" : ", ") + (place / name).string();
  throw Error(ErrorCode::not_found, what + " (looked at " + looked + ")");
}

fs::path found_or_fail(const fs::path& name, const char* file, const Places& places) {
  if (const auto place = find_place(name, file, places)) return *place;
  fail(name.filename().string() + ": no such folder here, nor among what is shipped", name, places);
}

}  // namespace

fs::path own_binary() {
  std::error_code error;
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&own_binary), &info) != 0 && info.dli_fname != nullptr) {
    const fs::path file = info.dli_fname;
    if (file.filename().string().find(".so") != std::string::npos) {
      fs::path library = fs::canonical(file, error);
      if (!error) return library;
    }
  }
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path() : program;
}

Places shipped_places(const fs::path& binary) {
  const fs::path folder = binary.parent_path();
  Places places;
  if (const fs::path tree = (folder / "../..").lexically_normal(); is_there(tree / "CMakePresets.json"))
    places.push_back(tree);
  if (const fs::path package = folder / "share/affectus"; is_there(package)) places.push_back(package);  // of Python
  for (const char* share : {"../share/affectus", "../../share/affectus", "../../../share/affectus"})
    if (const fs::path place = (folder / share).lexically_normal(); std::ranges::find(places, place) == places.end())
      places.push_back(place);
  return places;
}

const Places& shipped_places() {
  static const Places places = shipped_places(own_binary());
  return places;
}

fs::path shipped_model(const std::string& name, const Places& places) {
  return found_or_fail(fs::path("models") / name, "config.json", places);
}

bool is_shipped_model(const std::string& name, const Places& places) {
  return find_place(fs::path("models") / name, "config.json", places).has_value();
}

fs::path shipped_default(const Places& places) {
  for (const char* name : {"models/affectus", "models/affectus-mfb"})
    if (const auto place = find_place(name, "config.json", places)) return *place;
  fail("no shipped model found; name one", "models/affectus", places);
}

fs::path shipped_recipes(const std::string& folder, const Places& places) {
  return found_or_fail(fs::path("recipes") / folder, "", places);
}

fs::path shipped_layouts(const Places& places) { return find_place("corpora", "", places).value_or(fs::path()); }

fs::path shipped_sample(const Places& places) {
  const auto samples = find_place("samples", sample, places);
  return samples ? *samples / sample : fs::path();
}

}  // namespace affectus
