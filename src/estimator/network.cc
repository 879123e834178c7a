#include "estimator/network.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

#include "affectus/error.h"
#include "estimator/layer_mix.h"
#include "kernels/gru_gates.h"
#include "model/tensor_source.h"

namespace affectus {

namespace {

/// Takes tensors from a source, checks their values, and in the end that none was left.
class WeightReader {
 public:
  explicit WeightReader(const TensorSource& source) : source_(source) {}

  const float* take(const std::string& name, std::initializer_list<std::size_t> shape) {
    const std::span<const float> values = source_.tensor(name, std::span(shape.begin(), shape.size())).values;
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
      throw Error(ErrorCode::invalid_format,
                  source_.name() + ": tensor " + name + ": expected finite values, found infinity or not-a-number");
    }
    taken_.insert(name);
    return values.data();
  }

  void expect_none_left() const {
    for (const std::string& name : source_.tensor_names()) {
      if (taken_.contains(name)) continue;
      throw Error(ErrorCode::invalid_format,
                  source_.name() + ": tensor " + name + " is not part of the network of this shape");
    }
  }

 private:
  const TensorSource& source_;
  std::set<std::string> taken_;
};

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

// Subtracting the largest value first keeps the powers finite.
void softmax(std::vector<float>& values) {
  const float largest = *std::max_element(values.begin(), values.end());
  for (float& value : values) value = std::exp(value - largest);
  const float sum = std::accumulate(values.begin(), values.end(), 0.0f);
  for (float& value : values) value /= sum;
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
  throw Error(ErrorCode::invalid_argument, "estimator: expected frames of " + std::to_string(shape.input_dim) +
                                               " values, found " + std::to_string(frames.dim));
}

Network::Network(const EstimatorShape& shape, const TensorSource& weights) : shape_(shape) {
  shape.validate();
  WeightReader reader(weights);
  const auto linear = [&](const std::string& name, std::size_t inputs, std::size_t outputs) {
    if (outputs == 0) return Linear();
    const float* const weight = reader.take(name + ".weight", {outputs, inputs});
    const float* const bias = reader.take(name + ".bias", {outputs});
    return Linear{PackedMatrix::pack(weight, inputs, outputs, inputs, /*transposed=*/true), {bias, bias + outputs}};
  };

  const std::size_t channels = shape.convolution_channels;
  const float* kernel = reader.take("convolution.weight", {channels, shape.mixed_dim(), shape.convolution_kernel});
  std::vector<float> spread;
  if (shape.mixed_layers > 1) {
    const float* const mix = reader.take("mix.weight", {shape.mixed_layers});
    spread.resize(channels * shape.input_dim * shape.convolution_kernel);
    spread_convolution({shape.mixed_layers, channels, shape.mixed_dim(), shape.convolution_kernel},
                       mix_shares({mix, shape.mixed_layers}), kernel, spread.data());
    kernel = spread.data();
  }
  const float* const bias = reader.take("convolution.bias", {channels});
  convolution_ = {pack_convolution(kernel, channels, shape.input_dim, shape.convolution_kernel), {bias, bias + channels}};

  for (std::size_t layer = 0; layer < shape.gru_layers; ++layer) {
    const std::size_t inputs = layer == 0 ? channels : shape.gru_units;
    const std::size_t gates = 3 * shape.gru_units;
    const std::string suffix = "_l" + std::to_string(layer);
    layers_.emplace_back(inputs, shape.gru_units)
        .set_weights(reader.take("gru.weight_ih" + suffix, {gates, inputs}),
                     reader.take("gru.weight_hh" + suffix, {gates, shape.gru_units}),
                     reader.take("gru.bias_ih" + suffix, {gates}), reader.take("gru.bias_hh" + suffix, {gates}));
  }
  embedding_ = linear("embedding", shape.pooled_dim(), shape.embedding_units);
  dimensions_ = linear("dimensions", shape.embedding_units, shape.dimensions);
  categories_ = linear("categories", shape.embedding_units, shape.categories);
  reader.expect_none_left();
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
                       Estimate& estimate) const {
  const float* const last_state = recurrence.state(shape_.gru_layers - 1) + sequence * shape_.gru_units;
  recurrence.pooling().pool(sequence, last_state, pooled);
  apply(embedding_, pooled, estimate.embedding);
  tanh_in_place(estimate.embedding.data(), estimate.embedding.size());
  apply(dimensions_, estimate.embedding, estimate.dimensions);
  apply(categories_, estimate.embedding, estimate.categories);
  if (shape_.categories > 0) softmax(estimate.categories);
}

void Network::apply(const Linear& linear, std::span<const float> input, std::vector<float>& output) {
  output.resize(linear.weight.n());
  if (output.empty()) return;
  matrix_product(input.data(), input.size(), 1, linear.weight, linear.bias.data(), /*accumulate=*/false, output.data(),
                 output.size());
}

}  // namespace affectus
