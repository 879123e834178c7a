#include "evaluation/scoring.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "base/failure.h"
#include "evaluation/babble_crowd.h"
#include "names/category_names.h"
#include "prediction/windows.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

ScoredUtterance scored(const Utterance& utterance, const std::vector<EmotionSegment>& segments,
                       const std::vector<std::string>& categories) {
  const EmotionSegment row = average_over_speech(segments);
  ScoredUtterance one{.file = utterance.path.string(),
                      .speaker = utterance.speaker,
                      .gender = utterance.gender,
                      .category = utterance.category,
                      .sentence = utterance.sentence,
                      .target = {utterance.activation, utterance.valence, utterance.dominance},
                      .prediction = {row.activation, row.valence, row.dominance},
                      .target_deviation = {utterance.activation_sd, utterance.valence_sd, utterance.dominance_sd},
                      .predicted_deviation = {row.activation_sd, row.valence_sd, row.dominance_sd},
                      .distance = row.distance};
  if (!row.categories.empty()) {
    const auto best = std::max_element(row.categories.begin(), row.categories.end());
    one.predicted_category = category_name(categories[static_cast<std::size_t>(best - row.categories.begin())]);
  }
  return one;
}

// The recordings come in the order of the utterances.
class Scores : public ResultCollector {
 public:
  Scores(const std::vector<Utterance>& utterances, const std::vector<std::string>& categories,
         const ScoringCallbacks& callbacks)
      : utterances_(utterances), categories_(categories), callbacks_(callbacks) {}

  std::vector<ScoredUtterance> take_all() { return std::move(scored_); }

 private:
  void take(FileResult&& result) override {
    const Utterance& utterance = utterances_[next_++];
    if (result.failure) return callbacks_.failed(result.failure->message);
    scored_.push_back(scored(utterance, result.segments, categories_));
  }

  const std::vector<Utterance>& utterances_;
  const std::vector<std::string>& categories_;
  const ScoringCallbacks& callbacks_;
  std::vector<ScoredUtterance> scored_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<ScoredUtterance> score_utterances(const std::shared_ptr<const Model>& model,
                                              const std::vector<Utterance>& utterances, std::size_t threads,
                                              const std::atomic<bool>* stop, const ScoringCallbacks& callbacks,
                                              const RecordingOptions& recording) {
  std::vector<FileTask> tasks;
  tasks.reserve(utterances.size());
  for (const Utterance& utterance : utterances) tasks.push_back({.name = utterance.path.string(), .path = utterance.path});
  Scores scores(utterances, model->config().categories, callbacks);
  predict_files(
      model, tasks, {.prediction = {.scale = Scale::sam}, .recording = recording, .threads = threads, .stop = stop}, scores,
      {.warning = [&](const std::string& name, const std::string& message) { callbacks.warning(name + ": " + message); },
       .progress = callbacks.progress});
  return scores.take_all();
}

std::vector<ScoredUtterance> score_degraded(const std::shared_ptr<const Model>& model,
                                            const std::vector<Utterance>& utterances, const Degradation& degradation,
                                            std::uint64_t seed, std::size_t threads, const std::atomic<bool>* stop,
                                            const ScoringCallbacks& callbacks, const RecordingOptions& recording) {
  std::vector<std::optional<ScoredUtterance>> found(utterances.size());
  const BabbleCrowd crowd(utterances, recording);
  std::mutex mutex;  // guards the callbacks
  BatchProgress progress{.files = utterances.size()};
  ThreadPool pool(threads);
  const auto tell = [&](const std::string& failure) {
    const std::lock_guard lock(mutex);
    callbacks.failed(failure);
  };
  parallel_for(pool, utterances.size(), [&](std::size_t i) {
    if (stop != nullptr && stop->load()) throw_cancelled();
    const BabbleVoices voices = crowd.without(utterances[i].speaker);
    RandomStream random{seed, i};
    try {
      const std::vector<float> samples =
          degrade(read_audio(utterances[i].path, {}, nullptr, recording), degradation, voices, random);
      Predictor predictor(model, {.scale = Scale::sam});
      std::vector<EmotionSegment> segments;
      predictor.push(samples, segments);
      predictor.finish(segments);
      found[i] = scored(utterances[i], segments, model->config().categories);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::unsupported || error.code() == ErrorCode::invalid_argument) throw;
      tell(error.what());
    } catch (...) {
      tell(failure_of(std::current_exception(), utterances[i].path.string()).message);
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
