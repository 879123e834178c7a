#include "reproduction/identity.h"

#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "base/content_hash.h"
#include "base/files.h"

namespace affectus {
namespace {

std::map<std::string, std::string> identity_of(const Experiment& experiment) {
  std::map<std::string, std::string> identity = experiment.protocol.facts;
  std::string& representations = identity["representations"];
  for (const std::string& one : experiment.representations) representations += (representations.empty() ? "" : " ") + one;
  identity["first seed"] = std::to_string(experiment.seeds.front());
  std::string tuning = std::to_string(experiment.tuning.folds);
  for (const std::string& candidate : experiment.tuning.candidates) tuning += "\n\n" + candidate;
  identity["tuning"] = content_hash(tuning);
  for (const System& system : experiment.systems) identity["recipe " + system.id] = system.recipe_hash;
  return identity;
}

}  // namespace

void claim_folder(const Experiment& experiment) {
  std::map<std::string, std::string> identity = identity_of(experiment);
  const std::filesystem::path file = experiment.folder / "protocol.json";
  if (std::filesystem::exists(file)) {
    std::map<std::string, std::string> found;
    try {
      found = nlohmann::json::parse(read_file(file)).get<std::map<std::string, std::string>>();
    } catch (const nlohmann::json::exception& error) {
      throw Error(ErrorCode::invalid_format, file.string() + ": expected what the folder is about, found " + error.what());
    }
    std::string differences;
    for (const auto& [name, value] : found) {
      const auto own = identity.find(name);
      if (own != identity.end() && own->second != value)
        differences += (differences.empty() ? "" : "; ") + name + ": expected " + value + ", found " + own->second;
    }
    if (!differences.empty())
      throw Error(ErrorCode::invalid_argument,
                  file.string() + ": the folder holds another experiment (" + differences + "); choose another --output");
    identity.merge(found);
  }
  make_folder(experiment.folder);
  write_file_atomically(file, [&](std::ostream& out) { out << nlohmann::json(identity).dump(2) << '\n'; });
}

}  // namespace affectus
