#include "reproduction/experiment.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "reproduction/fold_recipe.h"
#include "storage/files.h"

namespace affectus {

namespace fs = std::filesystem;

std::optional<RunRecord> RunRecord::read(const fs::path& run_folder) {
  const fs::path file = run_folder / "run.json";
  if (!fs::exists(file)) return std::nullopt;
  try {
    const auto json = nlohmann::json::parse(read_file(file));
    const auto& development = json.at("development");
    return RunRecord{.development = development.is_null() ? std::nullopt : std::optional(development.get<double>()),
                     .epochs = json.at("epochs"),
                     .seconds = json.at("seconds"),
                     .parameters = json.at("parameters")};
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::invalid_format, file.string() + ": expected a run's record, found " + error.what());
  }
}

void RunRecord::write(const fs::path& run_folder) const {
  const nlohmann::ordered_json json = {{"development", development ? nlohmann::json(*development) : nlohmann::json()},
                                       {"epochs", epochs},
                                       {"seconds", seconds},
                                       {"parameters", parameters}};
  write_file_atomically(run_folder / "run.json", [&](std::ostream& out) { out << json.dump(2) << '\n'; });
}

fs::path Experiment::fold_manifest(std::size_t fold, const FoldCorpus& corpus) const {
  const fs::path place = folder / "folds" / ("fold-" + std::to_string(fold + 1));
  return (protocol.leaves_corpora_out() ? place / corpus.name : place) / "manifest.csv";
}

fs::path Experiment::run_folder(const RunName& run) const {
  return models_folder() / systems[run.system].id / ("candidate-" + std::to_string(run.candidate + 1)) /
         ("fold-" + std::to_string(run.fold + 1) + "-seed-" + std::to_string(seeds[run.seed]) +
          (run.joined ? "-joined" : ""));
}

fs::path Experiment::predictions_file(const RunName& run, const EvaluationSet& set) const {
  return run_folder(run) / ("predictions-" + set.name + ".csv");
}

fs::path Experiment::shift_file(const RunName& run, const EvaluationSet& set, std::size_t condition) const {
  return run_folder(run) / ("shift-" + set.name) / (std::to_string(condition + 1) + ".csv");
}

bool Experiment::joins_development() const {
  const auto needs_development = [](const Recipe& recipe) {
    return recipe.training.patience > 0 || recipe.optimizer.schedule == OptimizerOptions::Schedule::plateau;
  };
  return protocol.is_divided && std::ranges::none_of(systems, [&](const System& system) {
           return std::ranges::any_of(system.candidates, needs_development);
         });
}

Recipe Experiment::recipe_of(const RunName& run) const {
  const System& system = systems[run.system];
  const Recipe& candidate = system.candidates[run.candidate];
  const std::string file = system.recipe + ".toml";
  if (protocol.leaves_corpora_out())
    return Recipe::parse(fold_recipe(candidate, file, protocol.folds[run.fold], run.joined), file);
  return run.joined ? Recipe::parse(joined_recipe(candidate, file), file) : candidate;
}

std::vector<std::string> Experiment::absent_targets() const {
  std::vector<std::string> lines;
  for (std::size_t fold = 0; protocol.leaves_corpora_out() && fold < protocol.folds.size(); ++fold) {
    std::map<std::string, std::string> without;  // systems by target
    for (const System& system : systems)
      for (const AbsentTarget& target : absent_targets_of(system.candidates.front(), protocol.folds[fold]))
        without[target.name] += (without[target.name].empty() ? "" : ", ") + system.title;
    for (const auto& [target, names] : without)
      lines.push_back("fold " + std::to_string(fold + 1) + " (" + protocol.folds[fold].names() + ") lacks " + target +
                      "; trained there without: " + names);
  }
  return lines;
}

std::vector<RunName> Experiment::tuning_runs(std::size_t system) const {
  std::vector<RunName> runs;
  if (systems[system].candidates.size() == 1) return runs;
  for (std::size_t candidate = 0; candidate < systems[system].candidates.size(); ++candidate)
    for (std::size_t fold = 0; fold < std::min(tuning.folds, protocol.folds.size()); ++fold)
      runs.push_back({.system = system, .candidate = candidate, .fold = fold, .seed = 0});
  return runs;
}

RunName Experiment::final_run(std::size_t system, std::size_t candidate, std::size_t fold, std::size_t seed) const {
  return {.system = system, .candidate = candidate, .fold = fold, .seed = seed, .joined = joins_development()};
}

RunName Experiment::run_of(const std::string& system_id, const RunName& run) const {
  RunName other = run;
  other.system = system_index(system_id);
  other.candidate = chosen_candidate(other.system).value();
  return other;
}

std::vector<RunName> Experiment::final_runs(std::size_t system, std::size_t candidate) const {
  std::vector<RunName> runs;
  for (std::size_t seed = 0; seed < seeds.size(); ++seed)
    for (std::size_t fold = 0; fold < protocol.folds.size(); ++fold)
      runs.push_back(final_run(system, candidate, fold, seed));
  return runs;
}

std::optional<double> Experiment::tuning_score(std::size_t system, std::size_t candidate) const {
  double sum = 0, count = 0;
  for (const RunName& run : tuning_runs(system)) {
    if (run.candidate != candidate) continue;
    const std::optional<RunRecord> record = RunRecord::read(run_folder(run));
    if (!record || !record->development) return std::nullopt;
    sum += *record->development;
    ++count;
  }
  return count > 0 ? std::optional(sum / count) : std::nullopt;
}

std::optional<std::size_t> Experiment::chosen_candidate(std::size_t system) const {
  if (systems[system].candidates.size() == 1) return 0;
  std::size_t best = 0;
  std::optional<double> best_score;
  for (std::size_t candidate = 0; candidate < systems[system].candidates.size(); ++candidate) {
    const std::optional<double> score = tuning_score(system, candidate);
    if (!score) return std::nullopt;
    if (!best_score || *score > *best_score) {
      best = candidate;
      best_score = score;
    }
  }
  return best;
}

std::size_t Experiment::system_index(const std::string& id) const {
  return static_cast<std::size_t>(std::ranges::find(systems, id, &System::id) - systems.begin());
}

}  // namespace affectus
