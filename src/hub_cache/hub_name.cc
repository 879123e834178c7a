#include "hub_cache/hub_name.h"

#include <algorithm>
#include <cctype>

#include "storage/environment.h"
#include "text/split.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// "refs/pr/1" has parts.
bool is_revision(const std::string& text) { return std::ranges::all_of(split(text, '/'), is_plain_name); }

}  // namespace

bool is_plain_name(const std::string& text) {
  return !text.empty() && text.size() <= 96 && text[0] != '.' &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::optional<HubName> HubName::parse(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string id = text.substr(0, colon);
  const std::size_t slash = id.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const HubName name{id.substr(0, slash), id.substr(slash + 1),
                     colon == std::string::npos ? "main" : text.substr(colon + 1)};
  if (!is_plain_name(name.owner) || !is_plain_name(name.name) || !is_revision(name.revision)) return std::nullopt;
  return name;
}

fs::path hub_cache() {
  if (const std::string cache = environment("HF_HUB_CACHE"); !cache.empty()) return cache;
  if (const std::string home = environment("HF_HOME"); !home.empty()) return fs::path(home) / "hub";
  const std::string cache = environment("XDG_CACHE_HOME");
  return (cache.empty() ? home_folder() / ".cache" : fs::path(cache)) / "huggingface/hub";
}

fs::path hub_repository(const HubName& name) { return hub_cache() / ("models--" + name.owner + "--" + name.name); }

}  // namespace affectus
