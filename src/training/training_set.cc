#include "training/training_set.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "affectus/error.h"
#include "corpus/corpus_locator.h"
#include "corpus/rating_scale.h"
#include "names/category_names.h"
#include "text/counted.h"

namespace affectus {
namespace {

float signed_scale(const std::optional<double>& sam) {
  return sam ? static_cast<float>((*sam - 4) / 3) : std::numeric_limits<float>::quiet_NaN();
}

float signed_deviation(const std::optional<double>& sam) {
  return sam ? static_cast<float>(*sam / 3) : std::numeric_limits<float>::quiet_NaN();
}

bool is_rated(const LabelledUtterance& utterance) {
  return std::any_of(utterance.targets.begin(), utterance.targets.end(), [](float value) { return std::isfinite(value); });
}

// Removes utterances without an audio file and returns how many there were.
std::size_t remove_missing(std::vector<LabelledUtterance>& utterances, std::filesystem::path& first) {
  return std::erase_if(utterances, [&](const LabelledUtterance& utterance) {
    const bool is_missing = !std::filesystem::exists(utterance.path);
    if (is_missing && first.empty()) first = utterance.path;
    return is_missing;
  });
}

void number_categories(TrainingSet& set, const std::set<std::string>& others) {
  std::set<std::string> names;
  for (const std::string& name : others) names.insert(category_name(name));
  for (const LabelledUtterance& utterance : set.train)
    if (!utterance.category_name.empty()) names.insert(utterance.category_name);
  set.categories.assign(names.begin(), names.end());
  if (set.categories.size() < 2)
    throw Error(ErrorCode::invalid_argument,
                "category_weight is above 0: expected training utterances of at least 2 categories, found " +
                    std::to_string(set.categories.size()));
  for (auto* utterances : {&set.train, &set.development})
    for (LabelledUtterance& utterance : *utterances) {
      const auto place = std::lower_bound(set.categories.begin(), set.categories.end(), utterance.category_name);
      if (place != set.categories.end() && *place == utterance.category_name)
        utterance.category = static_cast<int>(place - set.categories.begin());
    }
}

// Votes for categories that the network does not have count for nobody.
void number_votes(TrainingSet& set) {
  for (auto* utterances : {&set.train, &set.development})
    for (LabelledUtterance& utterance : *utterances) {
      std::vector<float> votes;
      for (const std::string& category : set.categories) {
        const auto found = utterance.votes_by_name.find(category);
        votes.push_back(found == utterance.votes_by_name.end() ? 0.0F : static_cast<float>(found->second));
      }
      if (std::ranges::any_of(votes, [](float number) { return number != 0; })) utterance.votes = std::move(votes);
    }
}

void number_voices(TrainingSet& set) {
  std::map<std::pair<std::size_t, std::string>, int> speakers;
  std::map<std::string, int> genders;
  for (const LabelledUtterance& utterance : set.train) {
    if (!utterance.speaker.empty())
      speakers.try_emplace({utterance.corpus, utterance.speaker}, static_cast<int>(speakers.size()));
    if (!utterance.gender.empty()) genders.try_emplace(utterance.gender);
  }
  for (auto& [name, number] : genders) {
    number = static_cast<int>(set.genders.size());
    set.genders.push_back(name);
  }
  set.speakers = speakers.size();
  for (LabelledUtterance& utterance : set.train) {
    if (!utterance.speaker.empty()) utterance.speaker_number = speakers.at({utterance.corpus, utterance.speaker});
    if (!utterance.gender.empty()) utterance.gender_number = genders.at(utterance.gender);
  }
}

void check_spread(const TrainingSet& set) {
  for (std::size_t dimension = 0; dimension < dimension_names.size(); ++dimension) {
    std::set<float> values;
    for (const LabelledUtterance& utterance : set.train)
      if (std::isfinite(utterance.targets[dimension])) values.insert(utterance.targets[dimension]);
    if (values.size() < 2)
      throw Error(ErrorCode::invalid_argument, std::string("the training utterances' ") + dimension_names[dimension] +
                                                   ": expected at least 2 different values, found " +
                                                   std::to_string(values.size()));
  }
}

void check_voices(const Recipe& recipe, const TrainingSet& set) {
  const auto check = [](double weight, const std::string& key, std::size_t found, const std::string& what) {
    if (weight > 0 && found < 2)
      throw Error(ErrorCode::invalid_argument, key + " is above 0: expected training utterances of at least 2 " + what +
                                                   ", found " + std::to_string(found));
  };
  check(recipe.loss.gender_weight, "gender_weight", set.genders.size(), "genders");
  check(recipe.loss.speaker_reversal, "speaker_reversal", set.speakers, "speakers");
}

// The embedding's covariance needs them.
void check_familiarity(const Recipe& recipe, const TrainingSet& set) {
  if (recipe.familiarity.rank > 0 && set.train.size() <= recipe.embedding_dim())
    throw Error(ErrorCode::invalid_argument, "[familiarity] rank is above 0: expected more training utterances than the " +
                                                 std::to_string(recipe.embedding_dim()) +
                                                 " values of the embedding, found " + std::to_string(set.train.size()));
}

// A target that nothing in the corpora teaches would be answered with chance.
void check_targets(const Recipe& recipe, const TrainingSet& set) {
  const auto has_deviation = [](const LabelledUtterance& one) {
    return std::ranges::any_of(one.deviations, [](float value) { return std::isfinite(value); });
  };
  if (recipe.loss.deviation_weight > 0 && std::ranges::none_of(set.train, has_deviation))
    throw Error(ErrorCode::invalid_argument,
                "deviation_weight is above 0: expected training utterances with activation_sd, valence_sd or dominance_sd, "
                "found none");
  if (recipe.loss.votes && std::ranges::all_of(set.train, [](const LabelledUtterance& one) { return one.votes.empty(); }))
    throw Error(ErrorCode::invalid_argument, "votes is true: expected training utterances with raters' votes, found none");
}

}  // namespace

std::vector<LabelledUtterance> labelled_utterances(std::span<const Utterance> utterances, std::size_t corpus,
                                                   bool uses_labels) {
  std::vector<LabelledUtterance> labelled;
  for (const Utterance& row : utterances) {
    LabelledUtterance utterance{
        .path = row.path,
        .corpus = corpus,
        .speaker = row.speaker,
        .gender = category_name(row.gender),
        .category_name = row.category,
        .targets = {signed_scale(row.activation), signed_scale(row.valence), signed_scale(row.dominance)},
        .deviations = {signed_deviation(row.activation_sd), signed_deviation(row.valence_sd),
                       signed_deviation(row.dominance_sd)},
        .votes_by_name = row.votes};
    if (!uses_labels) {
      const float none = std::numeric_limits<float>::quiet_NaN();
      utterance.targets = utterance.deviations = {none, none, none};
      utterance.category_name.clear();
      utterance.votes_by_name.clear();
    }
    if (!uses_labels || is_rated(utterance) || !utterance.category_name.empty()) labelled.push_back(std::move(utterance));
  }
  return labelled;
}

TrainingSet read_training_set(const Recipe& recipe, const std::map<std::string, std::filesystem::path>& corpus_paths,
                              bool skip_missing, const std::vector<std::string>& teacher_categories,
                              const std::function<void(const std::string&)>& warn) {
  TrainingSet set;
  for (const CorpusChoice& choice : recipe.corpora) {
    const Manifest manifest = Manifest::read(locate_corpus(choice.name, corpus_paths));
    const std::size_t index = set.corpora.size();
    TrainingSet::Corpus& corpus =
        set.corpora.emplace_back(TrainingSet::Corpus{.name = choice.name, .manifest_hash = manifest.hash});
    if (choice.labelled)
      if (const std::string warning = scale_warning(manifest); !warning.empty()) warn(warning);
    std::filesystem::path first_missing;
    std::size_t missing = 0;
    const auto add = [&](const std::string& partition, bool uses_labels, std::vector<LabelledUtterance>& all,
                         std::size_t& count) {
      if (partition.empty()) return;
      std::vector<LabelledUtterance> utterances = labelled_utterances(manifest.partition(partition), index, uses_labels);
      if (utterances.empty())
        throw Error(ErrorCode::invalid_format, manifest.file.string() + ": expected " + (uses_labels ? "labelled " : "") +
                                                   "utterances in partition '" + partition + "', found none");
      missing += remove_missing(utterances, first_missing);
      count += utterances.size();
      all.insert(all.end(), utterances.begin(), utterances.end());
    };
    for (const std::string& partition : choice.train) add(partition, choice.labelled, set.train, corpus.train_count);
    if (choice.labelled) add(choice.development, true, set.development, corpus.development_count);
    if (missing == 0) continue;
    const std::string message = manifest.file.string() + ": " +
                                counted(missing, "audio file is missing: ", "audio files are missing, the first is ") +
                                first_missing.string();
    if (!skip_missing) throw Error(ErrorCode::not_found, message + " (--skip-missing trains without them)");
    warn(message);
  }
  if (set.train.size() < recipe.training.batch_size)
    throw Error(ErrorCode::invalid_argument, "expected at least one batch of " + std::to_string(recipe.training.batch_size) +
                                                 " training utterances ([training] batch_size), found " +
                                                 std::to_string(set.train.size()));
  const bool has_labels = std::ranges::any_of(recipe.corpora, &CorpusChoice::labelled);
  if (recipe.loss.category_weight > 0 || (recipe.teacher && recipe.teacher->category_weight > 0))
    number_categories(set, has_labels ? std::set<std::string>()
                                      : std::set<std::string>(teacher_categories.begin(), teacher_categories.end()));
  if (recipe.loss.votes) number_votes(set);
  number_voices(set);
  check_voices(recipe, set);
  check_familiarity(recipe, set);
  if (has_labels) check_spread(set);
  if (has_labels) check_targets(recipe, set);
  return set;
}

}  // namespace affectus
