// Trains a model, from a recipe to a model folder.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "affectus/front_end.h"
#include "recipe/recipe.h"
#include "training/run_state.h"

namespace affectus {

class ProcessGroup;

struct TrainerOptions {
  std::filesystem::path output;                               // folder; made if it is not there
  std::map<std::string, std::filesystem::path> corpus_paths;  // --corpus NAME=PATH
  FrontEndRegistry front_ends;
  std::filesystem::path teacher;      // the model folder that the recipe's [teacher] names
  std::filesystem::path encoder;      // the folder of the encoder that learns (an [encoder]); empty: the recipe names it
  std::string device = "cpu";         // of LibTorch, on which it learns: "cpu", "cuda:0"
  std::size_t threads = 1;            // at least 1; the result does not depend on it
  bool resume = false;                // continue from the checkpoint in `output`, if there is one
  bool skip_missing = false;          // leave out utterances without an audio file
  bool cache = true;                  // keep features on disk and reuse them
  ProcessGroup* processes = nullptr;  // that learn together, each by its own call; the first writes the folder. Null: none
};

/// Callbacks during the run, always on the thread that called train(). Any may be empty.
struct TrainingObserver {
  std::function<void(const std::string&)> warning;                   // one line
  std::function<void(std::size_t done, std::size_t all)> preparing;  // features of utterances
  std::function<void(std::size_t epoch, std::size_t step, std::size_t steps, double loss)> step;
  std::function<void(const EpochRecord&, bool is_best)> epoch;
  std::function<bool()> stop_requested;  // called after every step
};

/// Writes to the output folder: config.json, model.safetensors, README.md (a draft of the model card), recipe.toml, what an
/// encoder has learned (adapter/ or encoder/), log.jsonl, learning_curves.html and checkpoint.safetensors (written after
/// every epoch). Killed at any moment and resumed, a run ends with the same weights as one that was never stopped, with the
/// same number of processes. Throws Error: cancelled (on request; --resume continues), invalid_argument (the folder holds a
/// run already, or one of another recipe), and the errors of reading corpora, audio and recipe.
void train(const Recipe& recipe, const TrainerOptions& options, const TrainingObserver& observer);

}  // namespace affectus
