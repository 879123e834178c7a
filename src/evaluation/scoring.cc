#include "evaluation/scoring.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "batch/parallel.h"
#include "evaluation/babble_crowd.h"
#include "prediction/windows.h"

namespace affectus {
namespace {

ScoredUtterance scored(const Utterance& utterance, const std::vector<EmotionSegment>& segments,
                       const std::vector<std::string>& categories) {
  const EmotionSegment row = average_over_speech(segments);
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
  tasks.reserve(utterances.size());
  for (const Utterance& utterance : utterances) tasks.push_back({.name = utterance.path.string(), .path = utterance.path});
  std::vector<ScoredUtterance> result;
  std::size_t next = 0;
  predict_files(
      model, tasks, {.prediction = {.scale = Scale::sam}, .threads = threads, .stop = stop},
      {.result =
           [&](FileResult&& file) {
             const Utterance& utterance = utterances[next++];
             if (file.error.empty())
               result.push_back(scored(utterance, file.segments, model.config().categories));
             else
               callbacks.failed(file.error);
           },
       .warning = [&](const std::string& name, const std::string& message) { callbacks.warning(name + ": " + message); },
       .progress = callbacks.progress});
  return result;
}

std::vector<ScoredUtterance> score_degraded(const Model& model, const std::vector<Utterance>& utterances,
                                            const Degradation& degradation, std::uint64_t seed, std::size_t threads,
                                            const std::atomic<bool>* stop, const ScoringCallbacks& callbacks) {
  std::vector<std::optional<ScoredUtterance>> found(utterances.size());
  const BabbleCrowd crowd(utterances);
  std::mutex mutex;  // guards the callbacks
  BatchProgress progress{.files = utterances.size()};
  parallel_for(utterances.size(), threads, [&](std::size_t i) {
    if (stop != nullptr && stop->load()) throw Error(ErrorCode::cancelled, "stopped before the end");
    const BabbleVoices voices = crowd.without(utterances[i].speaker);
    RandomStream random{seed, i};
    try {
      const std::vector<float> samples = degrade(read_audio(utterances[i].path), degradation, voices, random);
      Predictor predictor(model, {.scale = Scale::sam});
      std::vector<EmotionSegment> segments;
      predictor.push(samples, segments);
      predictor.finish(segments);
      found[i] = scored(utterances[i], segments, model.config().categories);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::unsupported || error.code() == ErrorCode::invalid_argument) throw;
      const std::lock_guard lock(mutex);
      callbacks.failed(error.what());
    }
    const std::lock_guard lock(mutex);
    ++progress.files_done;
    progress.fraction = static_cast<double>(progress.files_done) / static_cast<double>(progress.files);
    callbacks.progress(progress);
  });
  std::vector<ScoredUtterance> result;
  for (std::optional<ScoredUtterance>& one : found)
    if (one) result.push_back(std::move(*one));
  return result;
}

}  // namespace affectus
