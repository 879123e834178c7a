#include "prediction/window_scorer.h"

#include <algorithm>
#include <array>

#include "affectus/mel_filterbank.h"
#include "affectus/speech_activity.h"

namespace affectus {
namespace {

std::size_t shortest_input(const Model& model, const FrontEnd& mel) {
  std::size_t samples = model.sample_estimator() ? model.sample_estimator()->shortest_samples() : 1;
  const auto has_frame = [&](const FrontEnd& front_end) { return front_end.frame_count(samples) > 0; };
  const auto all_have_frames = [&] {
    return has_frame(mel) && std::all_of(model.front_ends().begin(), model.front_ends().end(),
                                         [&](const auto& front_end) { return has_frame(*front_end); });
  };
  while (!all_have_frames()) ++samples;
  return samples;
}

// From the network's scale (low to high) to the user's.
double to_scale(double value, double low, double high, Scale scale) {
  const double unit = (value - low) / (high - low);
  switch (scale) {
    case Scale::sam:
      return 1 + 6 * unit;
    case Scale::unit:
      return unit;
    case Scale::signed_:
      return 2 * unit - 1;
  }
  return unit;
}

}  // namespace

WindowScorer::WindowScorer(const Model& model, Scale scale, bool embedding)
    : model_(model),
      scale_(scale),
      embedding_(embedding),
      mel_(make_mel_filterbank()),
      shortest_(shortest_input(model, *mel_)) {}

std::span<const float> WindowScorer::long_enough(const Window& window, std::vector<float>& padded) const {
  if (window.samples.size() >= shortest_) return window.samples;
  padded = window.samples;
  padded.resize(shortest_, 0.0F);
  return padded;
}

void WindowScorer::estimate(std::span<const Window> batch, std::span<float> speech) {
  estimates_.resize(batch.size());
  frames_.clear();
  views_.clear();
  std::vector<float> padded;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::span<const float> samples = long_enough(batch[i], padded);
    Frames mel;
    if (const SampleEstimator* network = model_.sample_estimator())
      estimates_[i] = network->estimate(samples);
    else
      frames_.push_back(model_.frames(samples, &mel));
    if (mel.empty()) mel_->compute(samples, mel);
    speech[i] = speech_fraction(mel);
  }
  if (model_.sample_estimator()) return;
  for (const Frames& frames : frames_) views_.push_back(frames.view());
  model_.estimator().run(views_, workspace_, estimates_);
}

void WindowScorer::fill(const Estimate& estimate, EmotionSegment& segment) const {
  const ModelConfig& config = model_.config();
  for (std::size_t i = 0; i < config.dimensions.size(); ++i) {
    const double value = to_scale(estimate.dimensions[i], config.scale_low, config.scale_high, scale_);
    if (config.dimensions[i] == "activation") segment.activation = value;
    if (config.dimensions[i] == "valence") segment.valence = value;
    if (config.dimensions[i] == "dominance") segment.dominance = value;
    if (estimate.deviations.empty()) continue;
    const double span = to_scale(1, 0, 1, scale_) - to_scale(0, 0, 1, scale_);
    const double deviation = estimate.deviations[i] / (config.scale_high - config.scale_low) * span;
    if (config.dimensions[i] == "activation") segment.activation_sd = deviation;
    if (config.dimensions[i] == "valence") segment.valence_sd = deviation;
    if (config.dimensions[i] == "dominance") segment.dominance_sd = deviation;
  }
  segment.categories = estimate.categories;
  if (embedding_) segment.embedding = estimate.embedding;
}

void WindowScorer::score(std::span<const Window> windows, std::span<EmotionSegment> segments) {
  for (std::size_t done = 0; done < windows.size(); done += windows_per_batch) {
    const auto batch = windows.subspan(done, std::min(windows_per_batch, windows.size() - done));
    std::array<float, windows_per_batch> speech{};
    estimate(batch, speech);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      EmotionSegment& segment = segments[done + i];
      segment = {};
      segment.start_s = batch[i].start_s;
      segment.end_s = batch[i].end_s;
      segment.speech = speech[i];
      fill(estimates_[i], segment);
    }
  }
}

}  // namespace affectus
