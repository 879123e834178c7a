#include "hub_cache/hub_snapshot.h"

#include <string>
#include <string_view>

#include "affectus/error.h"
#include "checkpoint/checkpoint_tensors.h"
#include "storage/files.h"
#include "text/split.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

fs::path absence_mark(const HubName& name, const std::string& commit, const std::string& file) {
  return hub_repository(name) / ".no_exist" / commit / file;
}

}  // namespace

std::optional<fs::path> find_hub_snapshot(const HubName& name) {
  const fs::path repository = hub_repository(name);
  std::string commit = name.revision;
  if (const fs::path reference = repository / "refs" / name.revision; fs::is_regular_file(reference))
    commit = trimmed(read_file(reference, 4096));
  const fs::path snapshot = repository / "snapshots" / commit;
  if (!is_plain_name(commit) || !fs::is_directory(snapshot)) return std::nullopt;
  return snapshot;
}

// .../models--OWNER--NAME/snapshots/COMMIT; the hub's names have no "--" within.
std::optional<HubName> hub_name_of_snapshot(const fs::path& folder) {
  constexpr std::string_view prefix = "models--";
  const fs::path snapshots = folder.parent_path();
  const std::string repository = snapshots.parent_path().filename().string();
  const std::size_t between = repository.find("--", prefix.size());
  if (snapshots.filename() != "snapshots" || !repository.starts_with(prefix) || between == std::string::npos)
    return std::nullopt;
  const std::string owner = repository.substr(prefix.size(), between - prefix.size());
  return HubName::parse(owner + "/" + repository.substr(between + 2) + ":" + folder.filename().string());
}

std::optional<fs::path> find_whole_hub_snapshot(const HubName& name) {
  auto snapshot = find_hub_snapshot(name);
  if (!snapshot || !fs::exists(*snapshot / "config.json") || !CheckpointTensors::are_in(*snapshot)) return std::nullopt;
  const char* preprocessor = "preprocessor_config.json";
  if (fs::exists(*snapshot / preprocessor) || fs::exists(absence_mark(name, snapshot->filename().string(), preprocessor)))
    return snapshot;
  return std::nullopt;
}

void remember_absent(const HubName& name, const std::string& commit, const std::string& file) {
  const fs::path mark = absence_mark(name, commit, file);
  try {
    make_folder(mark.parent_path());
    write_file_atomically(mark, [](std::ostream&) {});
  } catch (const Error&) {  // is asked for again
  }
}

}  // namespace affectus
