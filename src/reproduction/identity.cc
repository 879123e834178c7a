#include "reproduction/identity.h"

#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "base/content_hash.h"
#include "storage/files.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;
using Identity = std::map<std::string, std::string>;

Identity identity_of(const Experiment& experiment) {
  Identity identity = experiment.protocol.facts;
  std::string& representations = identity["representations"];
  for (const std::string& one : experiment.representations) representations += (representations.empty() ? "" : " ") + one;
  // A name may lead to other weights another time.
  for (const FrontEndChoice& choice : encoder_front_ends(experiment.systems))
    identity["content of " + choice.name] =
        content_hash(experiment.front_ends.make(choice.name, choice.options)->fingerprint());
  for (const FrontEndChoice& choice : learning_front_ends(experiment.systems))
    identity["content of " + choice.name + " before it learns"] =
        content_hash(experiment.front_ends.make(choice.name, choice.options)->fingerprint());
  identity["first seed"] = std::to_string(experiment.seeds.front());
  std::string tuning = std::to_string(experiment.tuning.folds);
  for (const std::string& candidate : experiment.tuning.candidates) tuning += "\n\n" + candidate;
  identity["figures' models learn from"] = experiment.joins_development() ? "train, development" : "train";
  identity["tuning"] = content_hash(tuning);
  for (const System& system : experiment.systems) identity["recipe " + system.id] = system.recipe_hash;
  return identity;
}

fs::path protocol_file(const Experiment& experiment) { return experiment.folder / "protocol.json"; }

Identity written_identity(const fs::path& file) {
  if (!fs::exists(file)) return {};
  try {
    return nlohmann::json::parse(read_file(file)).get<Identity>();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::invalid_format, file.string() + ": expected what the folder is about, found " + error.what());
  }
}

// Of both; throws where they differ.
Identity merged_identity(const Experiment& experiment) {
  Identity identity = identity_of(experiment);
  Identity written = written_identity(protocol_file(experiment));
  std::string differences;
  for (const auto& [name, value] : written) {
    const auto own = identity.find(name);
    if (own != identity.end() && own->second != value)
      differences += (differences.empty() ? "" : "; ") + name + ": expected " + value + ", found " + own->second;
  }
  if (!differences.empty())
    throw Error(ErrorCode::invalid_argument, protocol_file(experiment).string() + ": the folder holds another experiment (" +
                                                 differences + "); choose another --output");
  identity.merge(written);
  return identity;
}

}  // namespace

void check_folder(const Experiment& experiment) { merged_identity(experiment); }

void claim_folder(const Experiment& experiment) {
  const nlohmann::json identity = merged_identity(experiment);
  make_folder(experiment.folder);
  write_file_atomically(protocol_file(experiment), [&](std::ostream& out) { out << identity.dump(2) << '\n'; });
}

}  // namespace affectus
