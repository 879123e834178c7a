#include "training/frame_normalization.h"

#include <ATen/ATen.h>

namespace affectus {
namespace {

constexpr double smallest_deviation = 1e-3;  // as in prediction

at::Tensor row(const std::vector<float>& values, const at::Device& device) { return at::tensor(values).to(device); }

}  // namespace

at::Tensor normalized(const at::Tensor& frames, const Normalization& normalization) {
  using Utterance = Normalization::Utterance;
  at::Tensor x = frames;
  if (normalization.utterance == Utterance::level) x = x - x.mean();
  if (normalization.utterance == Utterance::mean || normalization.utterance == Utterance::mean_variance) x = x - x.mean(0);
  if (normalization.utterance == Utterance::mean_variance)
    x = x / x.square().mean(0).clamp_min(smallest_deviation * smallest_deviation).sqrt();
  if (!normalization.mean.empty()) x = x - row(normalization.mean, x.device());
  if (!normalization.scale.empty()) x = x / row(normalization.scale, x.device());
  return x;
}

}  // namespace affectus
