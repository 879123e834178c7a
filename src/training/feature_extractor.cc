#include "training/feature_extractor.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "affectus/error.h"

namespace affectus {
namespace {

// Mean and standard deviation of each value over all frames.
class Moments {
 public:
  explicit Moments(std::size_t width) : sum_(width), sum_of_squares_(width) {}

  void add(const Frames& frames) {
    count_ += static_cast<double>(frames.count());
    for (std::size_t frame = 0; frame < frames.count(); ++frame)
      for (std::size_t i = 0; i < sum_.size(); ++i) {
        const double value = frames[frame][i];
        sum_[i] += value;
        sum_of_squares_[i] += value * value;
      }
  }

  void fill(Normalization& normalization) const {
    for (std::size_t i = 0; i < sum_.size(); ++i) {
      const double centre = sum_[i] / count_;
      const double deviation = std::sqrt(std::max(0.0, sum_of_squares_[i] / count_ - centre * centre));
      normalization.mean.push_back(static_cast<float>(centre));
      normalization.scale.push_back(deviation > 1e-6 ? static_cast<float>(deviation) : 1.0f);
    }
  }

 private:
  std::vector<double> sum_, sum_of_squares_;
  double count_ = 0;
};

}  // namespace

FeatureExtractor::FeatureExtractor(const std::vector<FrontEndChoice>& choices, double frame_rate_hz,
                                   const FrontEndRegistry& registry) {
  std::vector<FramePart> parts;
  for (const FrontEndChoice& choice : choices) {
    wants_global_.push_back(choice.global_normalization);
    ModelConfig::FrontEndEntry& entry = entries_.emplace_back();
    entry.name = choice.name;
    entry.options = choice.options;
    entry.normalization.utterance = choice.utterance_normalization;
    entry.normalization.dynamic_range = choice.dynamic_range;
    front_ends_.push_back(registry.make(choice.name, choice.options));
    entry.dim = front_ends_.back()->dim();
    if (choices.size() > 1 && front_ends_.back()->mixed_layers() > 1)
      throw Error(ErrorCode::invalid_argument, "front end " + choice.name +
                                                   ": expected it alone (@mix cannot be joined), found " +
                                                   std::to_string(choices.size()) + " front ends");
    if (!choice.selected.empty() && front_ends_.back()->mixed_layers() > 1)
      throw Error(ErrorCode::invalid_argument,
                  "front end " + choice.name + ": expected all of its values (@mix weighs whole layers), found 'selected'");
    entry.selected = choice.selected;
    parts.push_back({entry.dim, front_ends_.back()->frame_rate_hz(), entry.selected});
  }
  joiner_.emplace(std::move(parts), frame_rate_hz);
}

RawFeatures FeatureExtractor::compute(std::span<const float> samples) const {
  RawFeatures features;
  for (const auto& front_end : front_ends_) front_end->compute(samples, features.emplace_back());
  return features;
}

void FeatureExtractor::set_global_normalization(std::size_t utterances,
                                                const std::function<RawFeatures(std::size_t)>& utterance) {
  std::vector<Moments> moments;
  for (const auto& front_end : front_ends_) moments.emplace_back(front_end->dim());
  for (std::size_t index = 0; index < utterances; ++index) {
    RawFeatures features = utterance(index);
    for (std::size_t part = 0; part < entries_.size(); ++part) {
      if (!wants_global_[part]) continue;
      entries_[part].normalization.apply(features[part]);
      moments[part].add(features[part]);
    }
  }
  for (std::size_t part = 0; part < entries_.size(); ++part)
    if (wants_global_[part]) moments[part].fill(entries_[part].normalization);
}

Frames FeatureExtractor::normalize(RawFeatures features) const {
  for (std::size_t part = 0; part < features.size(); ++part) entries_[part].normalization.apply(features[part]);
  return joiner_->join(std::move(features));
}

}  // namespace affectus
