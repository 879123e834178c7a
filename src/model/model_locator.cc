#include "model/model_locator.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <vector>

#include "affectus/error.h"
#include "base/files.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

struct HubName {
  std::string owner, name, revision;
};

// Letters, digits, '-', '_' and '.', not at the start: no name may climb out of the cache.
bool is_hub_part(const std::string& part) {
  return !part.empty() && part.size() <= 96 && part[0] != '.' && std::all_of(part.begin(), part.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.';
  });
}

// A branch or tag; "refs/pr/1" has parts.
bool is_revision(const std::string& text) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    if (!is_hub_part(text.substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
}

bool parse_hub_name(const std::string& text, HubName& result) {
  const std::size_t colon = text.find(':');
  const std::string id = text.substr(0, colon);
  const std::size_t slash = id.find('/');
  if (slash == std::string::npos) return false;
  result = {id.substr(0, slash), id.substr(slash + 1), colon == std::string::npos ? "main" : text.substr(colon + 1)};
  return is_hub_part(result.owner) && is_hub_part(result.name) && is_revision(result.revision);
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

fs::path hub_cache() {
  if (const std::string cache = environment("HF_HUB_CACHE"); !cache.empty()) return cache;
  if (const std::string home = environment("HF_HOME"); !home.empty()) return fs::path(home) / "hub";
  const std::string cache = environment("XDG_CACHE_HOME");
  return (cache.empty() ? fs::path(environment("HOME")) / ".cache" : fs::path(cache)) / "huggingface/hub";
}

std::string trimmed(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return text;
}

fs::path locate_in_hub_cache(const HubName& hub) {
  const fs::path repository = hub_cache() / ("models--" + hub.owner + "--" + hub.name);
  std::string hash = hub.revision;
  if (const fs::path reference = repository / "refs" / hub.revision; fs::exists(reference))
    hash = trimmed(read_file(reference, 4096));
  const fs::path snapshot = repository / "snapshots" / hash;
  if (is_hub_part(hash) && fs::is_directory(snapshot)) return snapshot;
  throw Error(ErrorCode::not_found, "hf:" + hub.owner + "/" + hub.name + ":" + hub.revision +
                                        ": not in Hugging Face's cache at " + repository.string() +
                                        "; fetch it first with: huggingface-cli download " + hub.owner + "/" + hub.name);
}

fs::path locate_default(const fs::path& executable) {
  const fs::path folder = executable.parent_path();
  std::string looked;
  for (const char* models : {"../../models", "../share/affectus/models"}) {
    for (const char* name : {"affectus", "affectus-mfb"}) {
      const fs::path place = (folder / models / name).lexically_normal();
      if (fs::exists(place / "config.json")) return place;
      looked += (looked.empty() ? "" : ", ") + place.string();
    }
  }
  throw Error(ErrorCode::not_found, "no shipped model found (looked at " + looked + "); name one with --model");
}

}  // namespace

std::filesystem::path locate_model(const std::string& name, const std::filesystem::path& executable) {
  return name.empty() ? locate_default(executable) : locate_checkpoint(name);
}

std::filesystem::path locate_checkpoint(const std::string& name) {
  HubName hub;
  if (name.starts_with("hf:")) {
    if (!parse_hub_name(name.substr(3), hub))
      throw Error(ErrorCode::invalid_argument, "model: expected hf:OWNER/NAME[:REVISION], found '" + name + "'");
    return locate_in_hub_cache(hub);
  }
  if (fs::exists(name)) return name;
  const std::string id = name.substr(0, name.find(':'));
  if (parse_hub_name(name, hub) && std::count(id.begin(), id.end(), '/') == 1 && hub.owner != "." && hub.owner != "..")
    return locate_in_hub_cache(hub);
  throw Error(ErrorCode::not_found, name + ": no such model folder");
}

}  // namespace affectus
