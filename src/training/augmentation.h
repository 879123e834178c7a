// Changes each utterance in every epoch: the recipe's [augmentation].
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "affectus/frames.h"
#include "base/random.h"
#include "recipe/recipe.h"
#include "training/audio_store.h"

namespace affectus {

/// Another training utterance, to be added to one.
struct Mixture {
  std::size_t other;
  double place;  // as mix() takes both
  double level_db;
};

/// Immutable; may be used from several threads at once. The changes depend only on the random stream.
class Augmentation {
 public:
  /// `voices` gives the samples of training utterance i of `voice_count`, for babble and mixtures; called from any thread.
  Augmentation(const AugmentationOptions& options, std::size_t voice_count, std::function<Samples(std::size_t)> voices);

  /// Whether an utterance is mixed, and with which.
  std::optional<Mixture> mixture(RandomStream& random) const;
  void mix_samples(std::vector<float>& samples, const Mixture& mixture) const;
  void change_samples(std::vector<float>& samples, RandomStream& random) const;
  /// Whether change_samples() depends on other utterances.
  bool uses_other_voices() const;
  /// Stretches and masks normalised frames.
  void change_frames(Frames& frames, double frame_rate_hz, RandomStream& random) const;

 private:
  std::vector<float> noise(std::size_t count, RandomStream& random) const;
  std::vector<float> babble(std::size_t count, RandomStream& random) const;

  AugmentationOptions options_;
  std::size_t voice_count_;
  std::function<Samples(std::size_t)> voices_;
};

}  // namespace affectus
