#include "evaluation/scoring.h"

#include <algorithm>

#include "prediction/windows.h"

namespace affectus {
namespace {

ScoredUtterance scored(const Utterance& utterance, const FileResult& result, const std::vector<std::string>& categories) {
  const EmotionSegment row = average_over_speech(result.segments);
  ScoredUtterance one{.file = utterance.path.string(),
                      .speaker = utterance.speaker,
                      .gender = utterance.gender,
                      .category = utterance.category,
                      .target = {utterance.activation, utterance.valence, utterance.dominance},
                      .prediction = {row.activation, row.valence, row.dominance}};
  if (!row.categories.empty()) {
    const auto best = std::max_element(row.categories.begin(), row.categories.end());
    one.predicted_category = categories[static_cast<std::size_t>(best - row.categories.begin())];
  }
  return one;
}

}  // namespace

std::vector<ScoredUtterance> score_utterances(const Model& model, const std::vector<Utterance>& utterances,
                                              std::size_t threads, const std::atomic<bool>* stop,
                                              const ScoringCallbacks& callbacks) {
  std::vector<FileTask> tasks;
  for (const Utterance& utterance : utterances) tasks.push_back({.name = utterance.path.string(), .path = utterance.path});
  std::vector<ScoredUtterance> result;
  std::size_t next = 0;
  predict_files(
      model, tasks, {.prediction = {.scale = Scale::sam}, .threads = threads, .stop = stop},
      {.result =
           [&](FileResult&& file) {
             const Utterance& utterance = utterances[next++];
             if (file.error.empty())
               result.push_back(scored(utterance, file, model.config().categories));
             else
               callbacks.failed(file.error);
           },
       .warning = [&](const std::string& name, const std::string& message) { callbacks.warning(name + ": " + message); },
       .progress = callbacks.progress});
  return result;
}

}  // namespace affectus
