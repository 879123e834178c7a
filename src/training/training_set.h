// The utterances of a recipe's corpora, with their labels in the network's units.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/dimensions.h"
#include "corpus/manifest.h"
#include "recipe/recipe.h"

namespace affectus {

struct LabelledUtterance {
  std::filesystem::path path;
  std::size_t corpus = 0;  // index into TrainingSet::corpora
  std::string speaker;
  std::string gender;               // in lower case; empty: not known
  int speaker_number = -1;          // from 0 to TrainingSet::speakers - 1; -1: not known, or not in training
  int gender_number = -1;           // index into TrainingSet::genders; -1: not known, or not in training
  std::string category_name;        // empty: none
  int category = -1;                // index into TrainingSet::categories; -1: none
  std::array<float, 3> targets;     // -1 to 1 for 1 to 7 of the SAM scale; NaN: not rated
  std::array<float, 3> deviations;  // standard deviations of the raters' grades, on the same scale; NaN: not known
  std::vector<float> votes;         // of the raters, in the order of TrainingSet::categories; empty: not known
  std::map<std::string, double> votes_by_name;
};

struct TrainingSet {
  struct Corpus {
    std::string name;
    std::string manifest_hash;
    std::size_t train_count = 0;
    std::size_t development_count = 0;
  };
  std::vector<Corpus> corpora;          // in the order of the recipe
  std::vector<std::string> categories;  // of the train partitions, in alphabetical order; empty without a category head
  std::size_t speakers = 0;             // of the train partitions; one name in two corpora is two speakers
  std::vector<std::string> genders;     // of the train partitions, in alphabetical order
  std::vector<LabelledUtterance> train;
  std::vector<LabelledUtterance> development;
};

/// Utterances of corpus number `corpus` with their labels in the network's units; those that have none are left out. Unless
/// `uses_labels`, all are there without theirs.
std::vector<LabelledUtterance> labelled_utterances(std::span<const Utterance> utterances, std::size_t corpus,
                                                   bool uses_labels);

/// Reads the manifests. If no corpus is used with its labels, the categories are `teacher_categories`. Missing audio files
/// are an error that counts and names them; with `skip_missing` they are left out, and `warn` receives the count of each
/// corpus. Throws Error for an empty partition, for labelled corpora whose training targets are all the same, and for a loss
/// that nothing in the corpora teaches.
TrainingSet read_training_set(const Recipe& recipe, const std::map<std::string, std::filesystem::path>& corpus_paths,
                              bool skip_missing, const std::vector<std::string>& teacher_categories,
                              const std::function<void(const std::string&)>& warn);

}  // namespace affectus
