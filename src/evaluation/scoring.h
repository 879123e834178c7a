// Scores a manifest's utterances as `predict` scores recordings.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "affectus/batch.h"
#include "affectus/model.h"
#include "corpus/manifest.h"
#include "distortion/degradation.h"
#include "evaluation/evaluation.h"

namespace affectus {

struct ScoringCallbacks {
  std::function<void(const std::string& message)> failed;  // an utterance that cannot be read; it is left out
  std::function<void(const std::string& message)> warning;
  std::function<void(const BatchProgress&)> progress;
};

/// Each utterance gets one estimate; a long one is scored in windows, averaged over speech. Dimensions are on the manifests'
/// scale from 1 to 7.
std::vector<ScoredUtterance> score_utterances(const std::shared_ptr<const Model>& model,
                                              const std::vector<Utterance>& utterances, std::size_t threads,
                                              const std::atomic<bool>* stop, const ScoringCallbacks& callbacks,
                                              const RecordingOptions& recording = {});

/// The same on degraded recordings. Random choices depend only on `seed` and the utterance's place, so two levels of a kind
/// differ only in the level. Babble is made of utterances of other speakers among the given ones.
std::vector<ScoredUtterance> score_degraded(const std::shared_ptr<const Model>& model,
                                            const std::vector<Utterance>& utterances, const Degradation& degradation,
                                            std::uint64_t seed, std::size_t threads, const std::atomic<bool>* stop,
                                            const ScoringCallbacks& callbacks, const RecordingOptions& recording = {});

}  // namespace affectus
