#include "hub/hub_name.h"

#include <algorithm>
#include <cctype>

#include "base/environment.h"
#include "base/files.h"
#include "base/split.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// "refs/pr/1" has parts.
bool is_revision(const std::string& text) { return std::ranges::all_of(split(text, '/'), is_plain_name); }

std::string trimmed(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return text;
}

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
  return (cache.empty() ? fs::path(environment("HOME")) / ".cache" : fs::path(cache)) / "huggingface/hub";
}

fs::path hub_repository(const HubName& name) { return hub_cache() / ("models--" + name.owner + "--" + name.name); }

std::optional<fs::path> find_hub_snapshot(const HubName& name) {
  const fs::path repository = hub_repository(name);
  std::string commit = name.revision;
  if (const fs::path reference = repository / "refs" / name.revision; fs::is_regular_file(reference))
    commit = trimmed(read_file(reference, 4096));
  const fs::path snapshot = repository / "snapshots" / commit;
  if (!is_plain_name(commit) || !fs::is_directory(snapshot)) return std::nullopt;
  return snapshot;
}

}  // namespace affectus
