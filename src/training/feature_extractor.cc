#include "training/feature_extractor.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "affectus/error.h"
#include "model/front_end_options.h"

namespace affectus {

FeatureExtractor::FeatureExtractor(const std::vector<FrontEndChoice>& choices, double frame_rate_hz,
                                   const FrontEndMaker& others) {
  std::vector<FramePart> parts;
  for (const FrontEndChoice& choice : choices) {
    wants_global_.push_back(choice.global_normalization);
    ModelConfig::FrontEndEntry& entry = entries_.emplace_back();
    entry.name = choice.name;
    entry.options = choice.options;
    entry.normalization.utterance = choice.utterance_normalization;
    entry.normalization.dynamic_range = choice.dynamic_range;
    front_ends_.push_back(make_front_end(choice.name, choice.options, others));
    entry.dim = front_ends_.back()->dim();
    if (choices.size() > 1 && front_ends_.back()->mixed_layers() > 1)
      throw Error(ErrorCode::invalid_argument, "front end " + choice.name +
                                                   ": expected it alone (@mix cannot be joined), found " +
                                                   std::to_string(choices.size()) + " front ends");
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
  for (std::size_t part = 0; part < entries_.size(); ++part) {
    if (!wants_global_[part]) continue;
    const std::size_t width = front_ends_[part]->dim();
    Normalization& normalization = entries_[part].normalization;
    std::vector<double> sum(width), sum_of_squares(width);
    double count = 0;
    for (std::size_t index = 0; index < utterances; ++index) {
      Frames frames = std::move(utterance(index)[part]);
      normalization.apply(frames);
      count += static_cast<double>(frames.count());
      for (std::size_t frame = 0; frame < frames.count(); ++frame)
        for (std::size_t i = 0; i < width; ++i) {
          const double value = frames[frame][i];
          sum[i] += value;
          sum_of_squares[i] += value * value;
        }
    }
    std::vector<float> mean(width), scale(width);
    for (std::size_t i = 0; i < width; ++i) {
      const double centre = sum[i] / count;
      const double deviation = std::sqrt(std::max(0.0, sum_of_squares[i] / count - centre * centre));
      mean[i] = static_cast<float>(centre);
      scale[i] = deviation > 1e-6 ? static_cast<float>(deviation) : 1.0f;
    }
    normalization.mean = std::move(mean);
    normalization.scale = std::move(scale);
  }
}

Frames FeatureExtractor::normalize(RawFeatures features) const {
  for (std::size_t part = 0; part < features.size(); ++part) entries_[part].normalization.apply(features[part]);
  return joiner_->join(std::move(features));
}

}  // namespace affectus
