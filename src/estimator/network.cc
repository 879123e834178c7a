#include "estimator/network.h"

#include <algorithm>
#include <string>

#include "affectus/error.h"
#include "estimator/layer_mix.h"
#include "estimator/part_projection.h"
#include "estimator/parts.h"
#include "kernels/gru_gates.h"
#include "text/counted.h"

namespace affectus {

namespace {

// A Conv1d's weights, channels x dim x kernel, as the right side of a product with the frames under the kernel, which lie
// one after the other: kernel * dim x channels.
PackedMatrix pack_convolution(const float* weight, std::size_t channels, std::size_t dim, std::size_t kernel) {
  std::vector<float> reordered(channels * kernel * dim);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    for (std::size_t value = 0; value < dim; ++value) {
      for (std::size_t tap = 0; tap < kernel; ++tap) {
        reordered[(channel * kernel + tap) * dim + value] = weight[(channel * dim + value) * kernel + tap];
      }
    }
  }
  return PackedMatrix::pack(reordered.data(), kernel * dim, channels, kernel * dim, /*transposed=*/true);
}

// The convolution's weights over the values of a frame as they come, channels x input_dim x kernel: what mixes layers or
// projects parts before it is linear, and becomes a part of it.
std::vector<float> folded_convolution(const EstimatorShape& shape, WeightReader& reader, const std::string& prefix) {
  const std::size_t channels = shape.convolution_channels, kernel = shape.convolution_kernel;
  const std::size_t dim = shape.convolution_dim();
  const float* const weight = reader.take(prefix + "convolution.weight", {channels, dim, kernel});
  std::vector<float> folded(channels * shape.input_dim * kernel);
  if (shape.mixed_layers > 1) {
    const float* const mix = reader.take(prefix + "mix.weight", {shape.mixed_layers});
    spread_convolution({shape.mixed_layers, channels, dim, kernel}, mix_shares({mix, shape.mixed_layers}), weight,
                       folded.data());
  } else if (shape.projection_units > 0) {
    std::vector<const float*> projections;
    for (std::size_t part = 0; part < part_widths(shape).size(); ++part)
      projections.push_back(reader.take(prefix + "projection." + std::to_string(part) + ".weight",
                                        {shape.projection_units, part_widths(shape)[part]}));
    fold_projections(shape, projections, weight, folded.data());
  } else {
    std::copy_n(weight, folded.size(), folded.data());
  }
  return folded;
}

}  // namespace

void Recurrence::start(const EstimatorShape& shape, std::size_t sequences) {
  layer_stride_ = sequences * shape.gru_units;
  states_.assign(shape.gru_layers * layer_stride_, 0.0f);
  pooling_.start(shape.pooling, sequences, shape.gru_units);
}

void Block::prepare(const EstimatorShape& shape, std::size_t rows) {
  convolved.resize(rows * shape.convolution_channels);
  gates.resize(rows * GruLayer::gates_stride(shape.gru_units));
  for (AlignedVector<float>& output : outputs) output.resize(rows * shape.gru_units);
  active.resize(rows);
}

void check_dim(const EstimatorShape& shape, FrameView frames) {
  if (frames.dim == shape.input_dim) return;
  throw Error(ErrorCode::invalid_argument, "estimator: expected frames of " + counted(shape.input_dim, "value", "values") +
                                               ", found " + std::to_string(frames.dim));
}

Network::Network(const EstimatorShape& shape, WeightReader& reader, const std::string& prefix) : shape_(shape) {
  const std::size_t channels = shape.convolution_channels;
  const std::vector<float> kernel = folded_convolution(shape, reader, prefix);
  const float* const bias = reader.take(prefix + "convolution.bias", {channels});
  convolution_ = {pack_convolution(kernel.data(), channels, shape.input_dim, shape.convolution_kernel),
                  {bias, bias + channels}};

  for (std::size_t layer = 0; layer < shape.gru_layers; ++layer) {
    const std::size_t inputs = layer == 0 ? channels : shape.gru_units;
    const std::size_t gates = 3 * shape.gru_units;
    const std::string suffix = "_l" + std::to_string(layer);
    layers_.emplace_back(inputs, shape.gru_units)
        .set_weights(reader.take(prefix + "gru.weight_ih" + suffix, {gates, inputs}),
                     reader.take(prefix + "gru.weight_hh" + suffix, {gates, shape.gru_units}),
                     reader.take(prefix + "gru.bias_ih" + suffix, {gates}),
                     reader.take(prefix + "gru.bias_hh" + suffix, {gates}));
  }
  embedding_ = reader.linear(prefix + "embedding", shape.pooled_dim(), shape.embedding_units);
}

void Network::convolve(const float* frames, std::size_t steps, float* convolved, std::size_t stride) const {
  matrix_product(frames, shape_.input_dim, steps, convolution_.weight, convolution_.bias.data(), /*accumulate=*/false,
                 convolved, stride);
  for (std::size_t step = 0; step < steps; ++step, convolved += stride) {
    for (std::size_t channel = 0; channel < shape_.convolution_channels; ++channel) {
      convolved[channel] = std::max(convolved[channel], 0.0f);
    }
  }
}

void Network::advance(std::size_t steps, std::size_t sequences, Block& block, Recurrence& recurrence) const {
  const std::size_t units = shape_.gru_units;
  const auto active = std::span(block.active).first(steps);
  std::fill(active.begin(), active.end(), sequences);
  const float* input = block.convolved.data();
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    float* const state = recurrence.state(layer);
    float* const output = block.outputs[layer % 2].data();
    layers_[layer].forward(active, input, state, block.gates.data(), output);
    std::copy_n(output + (steps - 1) * sequences * units, sequences * units, state);
    input = output;
  }
  recurrence.pooling().add(steps, sequences, input);
}

void Network::conclude(const Recurrence& recurrence, std::size_t sequence, std::span<float> pooled,
                       std::span<float> embedding) const {
  const float* const last_state = recurrence.state(shape_.gru_layers - 1) + sequence * shape_.gru_units;
  recurrence.pooling().pool(sequence, last_state, pooled);
  embedding_.apply(pooled, embedding.data());
  tanh_in_place(embedding.data(), embedding.size());
}

}  // namespace affectus
