#include "encoders/stem_runner.h"

#include <algorithm>
#include <vector>

namespace affectus {
namespace {

constexpr std::size_t frames_per_piece = 50;

// Over `samples` in pieces of `count` outputs, each of `window` samples and `hop` after the one before.
template <typename Take>
void for_pieces(std::span<const float> samples, std::size_t count, std::size_t window, std::size_t hop, const Take& take) {
  const std::size_t all = (samples.size() - window) / hop + 1;
  for (std::size_t first = 0; first < all; first += count) {
    const std::size_t taken = std::min(count, all - first);
    take(first, taken, samples.subspan(first * hop, (taken - 1) * hop + window));
  }
}

ov::Tensor as_tensor(std::span<const float> samples) {
  ov::Tensor tensor(ov::element::f32, {1, samples.size()});
  std::ranges::copy(samples, tensor.data<float>());
  return tensor;
}

}  // namespace

StemRunner::StemRunner(const EncoderConfig& config, const StemGraph& stem, const EncoderRuntime& runtime,
                       const std::string& key)
    : config_(config) {
  ov::ParameterVector parameters = {stem.samples};
  std::vector<ov::PartialShape> shapes = {{1, -1}};
  if (stem.moments) {
    // Its sums are of single samples: nothing to gain from 8 bits.
    EncoderRuntime exact = runtime;
    exact.precision = EncoderRuntime::Precision::float32;
    moments_ = std::make_unique<CompiledGraph>(
        ov::OutputVector{stem.piece_mean, stem.piece_variance}, ov::ParameterVector{stem.samples},
        GraphInputs{shapes, [](std::span<const float> samples) { return std::vector{as_tensor(samples)}; }}, exact,
        key.empty() ? "" : key + " moments");
    parameters.push_back(stem.moments);
    shapes.push_back(stem.moments->get_partial_shape());
  }
  const GraphInputs taken{shapes, [this](std::span<const float> samples) {
                            return inputs(samples, moments_ ? moments(samples) : ov::Tensor());
                          }};
  frames_ = std::make_unique<CompiledGraph>(ov::OutputVector{stem.frames}, parameters, taken, runtime,
                                            key.empty() ? "" : key + " stem");
}

std::vector<ov::Tensor> StemRunner::inputs(std::span<const float> samples, const ov::Tensor& moments) const {
  std::vector<ov::Tensor> tensors = {as_tensor(samples)};
  if (moments_) tensors.push_back(moments);
  return tensors;
}

// [2, C]: mean and variance over time of the first convolution's channels. Pieces are joined as in Chan, Golub and LeVeque,
// Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979.
ov::Tensor StemRunner::moments(std::span<const float> samples) const {
  const std::size_t channels = config_.stem_channels.front();
  const std::size_t hop = config_.stem_strides.front();
  std::vector<double> mean(channels), squares(channels);
  double count = 0;
  for_pieces(samples, frames_per_piece * samples_per_frame(config_) / hop, config_.stem_kernels.front(), hop,
             [&](std::size_t, std::size_t taken, std::span<const float> piece) {
               std::vector<float> values[2];
               moments_->run(std::vector{as_tensor(piece)}, [&](std::size_t output, const ov::Tensor& tensor) {
                 values[output].assign(tensor.data<const float>(), tensor.data<const float>() + channels);
               });
               const auto added = static_cast<double>(taken);
               for (std::size_t c = 0; c < channels; ++c) {
                 const double apart = values[0][c] - mean[c];
                 mean[c] += apart * added / (count + added);
                 squares[c] += values[1][c] * added + apart * apart * count * added / (count + added);
               }
               count += added;
             });
  ov::Tensor result(ov::element::f32, {2, channels});
  for (std::size_t c = 0; c < channels; ++c) {
    result.data<float>()[c] = static_cast<float>(mean[c]);
    result.data<float>()[channels + c] = static_cast<float>(squares[c] / count);
  }
  return result;
}

ov::Tensor StemRunner::run(std::span<const float> samples) const {
  const std::size_t channels = config_.stem_channels.back();
  const std::size_t hop = samples_per_frame(config_);
  ov::Tensor frames(ov::element::f32, {1, frame_count(config_, samples.size()), channels});
  const ov::Tensor known = moments_ ? moments(samples) : ov::Tensor();
  for_pieces(samples, frames_per_piece, first_frame_samples(config_), hop,
             [&](std::size_t first, std::size_t, std::span<const float> piece) {
               frames_->run(inputs(piece, known), [&](std::size_t, const ov::Tensor& part) {
                 std::copy_n(part.data<const float>(), part.get_size(), frames.data<float>() + first * channels);
               });
             });
  return frames;
}

}  // namespace affectus
