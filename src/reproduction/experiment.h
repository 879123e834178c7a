// The parts of a reproduction and the places of their files.
//
// DIR/folds/fold-1/manifest.csv                                 the corpus with the fold's partitions
// DIR/folds/fold-1/CORPUS/manifest.csv                          the same, where a fold has several corpora
// DIR/runs/SYSTEM/candidate-1/fold-1-seed-1/                    a model folder, with run.json once its training is over
// DIR/runs/SYSTEM/candidate-1/fold-1-seed-1-joined/             the same, trained on the development partition, too
// DIR/runs/SYSTEM/candidate-1/RUN/predictions-SET.csv           what the model says of an evaluation set
// DIR/runs/SYSTEM/candidate-1/RUN/shift-SET/1.csv               the same of a sample of it in the first simulated condition
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "affectus/front_end.h"
#include "reproduction/protocol.h"
#include "reproduction/systems.h"

namespace affectus {

/// One training: indices from 0 into the experiment's lists.
struct RunName {
  std::size_t system = 0;
  std::size_t candidate = 0;
  std::size_t fold = 0;
  std::size_t seed = 0;
  bool joined = false;  // trained on the fold's train and development partitions together

  bool operator==(const RunName&) const = default;
};

/// run.json: the outcome of a training.
struct RunRecord {
  std::optional<double>
      development;  // the best epoch's score, or the last one's if joined runs follow; joined runs have none
  std::size_t epochs = 0;
  double seconds = 0;  // of all epochs
  std::size_t parameters = 0;

  /// Absent if the run is not over. Throws Error(invalid_format).
  static std::optional<RunRecord> read(const std::filesystem::path& run_folder);
  void write(const std::filesystem::path& run_folder) const;
};

struct Experiment {
  std::filesystem::path folder;
  Protocol protocol;
  std::vector<std::string> representations;  // the user's
  std::vector<System> systems;
  std::string baseline = baseline_system;  // id of the system that gains are over; it need not be among them
  Tuning tuning;
  std::vector<std::uint64_t> seeds;
  std::size_t threads = 1;
  bool cache = true;                                             // features are kept on disk
  FrontEndRegistry front_ends;                                   // frames cached
  FrontEndRegistry uncached_front_ends;                          // for measuring speed, one thread
  std::map<std::string, std::filesystem::path> encoder_folders;  // of each of learning_front_ends(), by its name
  std::string device = "cpu";                                    // of LibTorch, on which it learns
  std::map<std::string, std::filesystem::path> corpus_paths;     // of corpora that recipes name besides a fold's

  std::filesystem::path fold_manifest(std::size_t fold, const FoldCorpus& corpus) const;
  std::filesystem::path models_folder() const { return folder / "runs"; }
  std::filesystem::path run_folder(const RunName& run) const;
  std::filesystem::path predictions_file(const RunName& run, const EvaluationSet& set) const;
  /// Of a simulated condition, from 0.
  std::filesystem::path shift_file(const RunName& run, const EvaluationSet& set, std::size_t condition) const;

  /// Whether the final models learn from development partitions, too, once these have chosen the candidates. True if the
  /// folds were made here and no recipe needs the partitions to stop training or to lower its rate. The same for all
  /// systems.
  bool joins_development() const;
  /// As the run trains by it. Where corpora are left out, those of the fold take the place of the recipe's, and targets that
  /// none of them has are not learned.
  Recipe recipe_of(const RunName& run) const;
  /// A line for each fold and the labels that it lacks, with the systems that would learn them.
  std::vector<std::string> absent_targets() const;

  /// The runs of the tuning, with the first seed on the first folds; none if there is only one candidate.
  std::vector<RunName> tuning_runs(std::size_t system) const;
  /// The run of `candidate` that gives the figures.
  RunName final_run(std::size_t system, std::size_t candidate, std::size_t fold, std::size_t seed) const;
  /// The run of another system that `run` builds on, of the same fold, seed and partitions: a teacher, a trained encoder.
  /// Its candidates must have been tried.
  RunName run_of(const std::string& system_id, const RunName& run) const;
  /// All final runs: every fold and seed, seeds outermost.
  std::vector<RunName> final_runs(std::size_t system, std::size_t candidate) const;
  /// The candidate's mean development score over the tuning's folds; absent before all its runs are over.
  std::optional<double> tuning_score(std::size_t system, std::size_t candidate) const;
  /// The best candidate, the first of equals; absent before the tuning is over.
  std::optional<std::size_t> chosen_candidate(std::size_t system) const;
  std::size_t system_index(const std::string& id) const;
};

}  // namespace affectus
