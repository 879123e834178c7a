#include "reproduction/trained_encoders.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "storage/folders.h"
#include "storage/front_ends_in_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

struct Named {
  std::string name;
  std::string options;
};

FrontEndRegistry with_others(std::map<std::string, Named> others, const FrontEndRegistry& registry) {
  if (others.empty()) return registry;
  return FrontEndRegistry().add("another", [others = std::move(others), registry](const std::string& name,
                                                                                  const std::string& options) {
    const auto other = others.find(name);
    return other == others.end() ? registry.make(name, options) : registry.make(other->second.name, other->second.options);
  });
}

// As SYSTEM's model has it: the only front end of a model whose encoder has learned.
ModelConfig::FrontEndEntry encoder_entry(const fs::path& model_folder) {
  return read_model_config(model_folder / "config.json").front_ends.front();
}

// Replaces `to`.
void link_folder(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::remove_all(to, failed);
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::create_hard_links, failed);
  if (failed) {
    fs::remove_all(to, failed);
    fs::copy(from, to, fs::copy_options::recursive, failed);
  }
  if (failed || !sync_folder(to))
    throw Error(ErrorCode::unwritable, to.string() + ": expected to copy " + from.string() + " to it" +
                                           (failed ? ", found: " + failed.message() : ""));
}

// What stands in SYSTEM's model folder at `part` ("encoder") is linked into `folder`; returns its name there.
std::string keep(const fs::path& model_folder, const std::string& part, const std::string& system, const fs::path& folder) {
  std::string own = system + "-" + part;
  link_folder(model_folder / part, folder / own);
  return own;
}

}  // namespace

FrontEndRegistry with_trained_encoders(const Experiment& experiment, const RunName& run, const FrontEndRegistry& registry) {
  std::map<std::string, Named> others;
  for (const std::string& system : experiment.systems[run.system].encoders) {
    const fs::path folder = experiment.run_folder(experiment.run_of(system, run));
    ModelConfig::FrontEndEntry entry = encoder_entry(folder);
    find_in_folder(entry, folder);
    others[system + std::string(trained_encoder_ending)] = {entry.name, entry.options};
  }
  return with_others(std::move(others), registry);
}

FrontEndRegistry with_untrained_encoders(const Experiment& experiment, std::size_t system,
                                         const FrontEndRegistry& registry) {
  std::map<std::string, Named> others;
  for (const std::string& other : experiment.systems[system].encoders) {
    const FrontEndChoice& choice = experiment.systems[experiment.system_index(other)].candidates.front().front_ends.front();
    others[other + std::string(trained_encoder_ending)] = {choice.name, choice.options};
  }
  return with_others(std::move(others), registry);
}

void keep_trained_encoders(const Experiment& experiment, const RunName& run) {
  if (experiment.systems[run.system].encoders.empty()) return;
  const fs::path folder = experiment.run_folder(run);
  ModelConfig config = read_model_config(folder / "config.json");
  for (ModelConfig::FrontEndEntry& entry : config.front_ends) {
    const std::string system = trained_by(entry.name);
    if (system.empty()) continue;
    const fs::path model_folder = experiment.run_folder(experiment.run_of(system, run));
    const ModelConfig::FrontEndEntry trained = encoder_entry(model_folder);
    entry.name = trained.name;
    entry.options = trained.options;
    if (const std::size_t at = entry.name.rfind('@'); entry.name.starts_with("./"))
      entry.name = "./" + keep(model_folder, entry.name.substr(2, at - 2), system, folder) + entry.name.substr(at);
    auto options = nlohmann::json::parse(entry.options.empty() ? "{}" : entry.options);
    if (!options.contains("adapter")) continue;
    options["adapter"] = keep(model_folder, options["adapter"].get<std::string>(), system, folder);
    entry.options = options.dump();
  }
  write_model_config(config, folder / "config.json");
}

}  // namespace affectus
