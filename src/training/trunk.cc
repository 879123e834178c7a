#include "training/trunk.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "threads/parallel.h"

namespace affectus {
namespace {

// Parts of a batch of 32 have rows enough for efficient products, and there are enough of them for threads of unequal speed.
constexpr std::size_t part_count = 8;

void grow(AlignedVector<float>& values, std::size_t size) {
  if (values.size() < size) values.resize(size);
}

}  // namespace

// Some utterances of the batch, and what their forward pass leaves for the backward pass.
struct Trunk::Part {
  std::vector<std::size_t> utterances;  // indices into the batch, longest first
  std::vector<std::size_t> lengths;     // of these
  std::vector<std::size_t> active;      // running utterances at each step
  std::vector<std::size_t> step_rows;   // the first packed row of each step
  std::size_t rows = 0;

  AlignedVector<float> frames;     // utterance by utterance, each between kernel / 2 frames of zeros
  AlignedVector<float> convolved;  // packed rows x channels, after the rectifier
  struct Layer {
    AlignedVector<float> gates, output;
  };
  std::vector<Layer> layers;
  AlignedVector<float> initial_state;
  AlignedVector<float> one_utterance;  // frames x channels, in the order of time
  AlignedVector<float> windows;        // frames x (kernel x input_dim): gradients of what each frame's convolution sees
  AlignedVector<float> gradient, next_gradient, scratch;

  // Gradients of this part's utterances alone.
  std::vector<float> convolution_weight, convolution_bias;  // the weight as (kernel x input_dim) x channels
  struct LayerGradients {
    std::vector<float> weight_ih, weight_hh, bias_ih, bias_hh;
  };
  std::vector<LayerGradients> layer_gradients;

  void take(std::span<const Frames> batch, std::span<const std::size_t> longest_first, std::size_t offset,
            std::size_t step) {
    utterances.clear();
    lengths.clear();
    for (std::size_t i = offset; i < longest_first.size(); i += step) {
      utterances.push_back(longest_first[i]);
      lengths.push_back(batch[longest_first[i]].count());
    }
    active.assign(lengths.empty() ? 0 : lengths.front(), 0);
    step_rows.resize(active.size());
    rows = 0;
    std::size_t running = lengths.size();
    for (std::size_t t = 0; t < active.size(); ++t) {
      while (lengths[running - 1] <= t) --running;
      active[t] = running;
      step_rows[t] = rows;
      rows += running;
    }
  }
};

Trunk::Trunk(const EstimatorShape& shape, std::size_t threads, bool gives_input_gradients)
    : shape_(shape), gives_input_gradients_(gives_input_gradients), pool_(threads), parts_(part_count) {
  for (std::size_t layer = 0; layer < shape.gru_layers; ++layer) {
    const std::size_t inputs = layer == 0 ? shape.convolution_channels : shape.gru_units;
    layers_.emplace_back(inputs, shape.gru_units);
    layer_gradients_.emplace_back(inputs, shape.gru_units);
  }
}

Trunk::~Trunk() = default;

void Trunk::set_weights(const TrunkTensors& weights) {
  const std::size_t taps = shape_.convolution_kernel, dim = shape_.input_dim, channels = shape_.convolution_channels;
  std::vector<float> reordered(channels * taps * dim);
  for (std::size_t channel = 0; channel < channels; ++channel)
    for (std::size_t i = 0; i < dim; ++i)
      for (std::size_t tap = 0; tap < taps; ++tap)
        reordered[(channel * taps + tap) * dim + i] = weights.convolution_weight[(channel * dim + i) * taps + tap];
  convolution_weights_.repack(reordered.data(), taps * dim, channels, taps * dim, true);
  if (gives_input_gradients_) convolution_back_.repack(reordered.data(), channels, taps * dim, taps * dim, false);
  convolution_bias_.assign(weights.convolution_bias, weights.convolution_bias + channels);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const TrunkTensors::Layer& from = weights.layers[layer];
    layers_[layer].set_weights(from.weight_ih, from.weight_hh, from.bias_ih, from.bias_hh);
    layer_gradients_[layer].set_weights(from.weight_ih, from.weight_hh);
  }
}

void Trunk::forward(std::span<const Frames> batch, float* pooled) {
  std::vector<std::size_t> longest_first(batch.size());
  std::iota(longest_first.begin(), longest_first.end(), std::size_t{0});
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [&](std::size_t a, std::size_t b) { return batch[a].count() > batch[b].count(); });
  if (gives_input_gradients_) input_gradients_.assign(batch.size(), Frames(shape_.input_dim));
  parallel_for(pool_, parts_.size(), [&](std::size_t i) {
    parts_[i].take(batch, longest_first, i, parts_.size());
    if (parts_[i].rows > 0) forward(parts_[i], batch, pooled);
  });
}

void Trunk::forward(Part& part, std::span<const Frames> batch, float* pooled) const {
  convolve(part, batch);
  part.layers.resize(layers_.size());
  part.initial_state.assign(part.utterances.size() * shape_.gru_units, 0.0f);
  const float* input = part.convolved.data();
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    Part::Layer& memory = part.layers[layer];
    grow(memory.gates, part.rows * layers_[layer].gates_stride());
    grow(memory.output, part.rows * shape_.gru_units);
    layers_[layer].forward(part.active, input, part.initial_state.data(), memory.gates.data(), memory.output.data());
    input = memory.output.data();
  }
  pool(part, pooled);
}

void Trunk::convolve(Part& part, std::span<const Frames> batch) const {
  const std::size_t dim = shape_.input_dim, channels = shape_.convolution_channels;
  const std::size_t margin = shape_.convolution_kernel / 2 * dim;
  grow(part.frames, part.rows * dim + part.utterances.size() * 2 * margin);
  grow(part.convolved, part.rows * channels);
  grow(part.one_utterance, part.lengths.front() * channels);
  float* place = part.frames.data();
  for (std::size_t i = 0; i < part.utterances.size(); ++i) {
    const std::size_t length = part.lengths[i];
    std::fill_n(place, margin, 0.0f);
    std::copy_n(batch[part.utterances[i]].data(), length * dim, place + margin);
    std::fill_n(place + margin + length * dim, margin, 0.0f);
    float* out = part.one_utterance.data();
    matrix_product(place, dim, length, convolution_weights_, convolution_bias_.data(), false, out, channels);
    for (std::size_t t = 0; t < length; ++t) {
      float* row = part.convolved.data() + (part.step_rows[t] + i) * channels;
      for (std::size_t channel = 0; channel < channels; ++channel)
        row[channel] = std::max(0.0f, out[t * channels + channel]);
    }
    place += length * dim + 2 * margin;
  }
}

void Trunk::pool(const Part& part, float* pooled) const {
  using Pooling = EstimatorShape::Pooling;
  const std::size_t units = shape_.gru_units;
  const float* output = part.layers.back().output.data();
  for (std::size_t i = 0; i < part.utterances.size(); ++i) {
    float* result = pooled + part.utterances[i] * shape_.pooled_dim();
    const std::size_t length = part.lengths[i];
    const auto row = [&](std::size_t t) { return output + (part.step_rows[t] + i) * units; };
    if (shape_.pooling == Pooling::last) {
      std::copy_n(row(length - 1), units, result);
      continue;
    }
    const float share = 1.0f / static_cast<float>(length);
    std::fill_n(result, units, 0.0f);
    for (std::size_t t = 0; t < length; ++t)
      for (std::size_t j = 0; j < units; ++j) result[j] += row(t)[j];
    for (std::size_t j = 0; j < units; ++j) result[j] *= share;
    if (shape_.pooling == Pooling::mean) continue;
    float* deviation = result + units;
    std::fill_n(deviation, units, 0.0f);
    for (std::size_t t = 0; t < length; ++t)
      for (std::size_t j = 0; j < units; ++j) deviation[j] += (row(t)[j] - result[j]) * (row(t)[j] - result[j]);
    for (std::size_t j = 0; j < units; ++j) deviation[j] = std::sqrt(deviation[j] * share + pooling_variance_floor);
  }
}

void Trunk::backward(const float* pooled_gradient, const TrunkTensors& gradients) {
  parallel_for(pool_, parts_.size(), [&](std::size_t i) {
    if (parts_[i].rows > 0) backward(parts_[i], pooled_gradient);
  });
  const auto add = [](const std::vector<float>& from, float* to) {
    for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
  };
  const std::size_t taps = shape_.convolution_kernel, dim = shape_.input_dim, channels = shape_.convolution_channels;
  for (const Part& part : parts_) {
    if (part.rows == 0) continue;
    for (std::size_t channel = 0; channel < channels; ++channel)
      for (std::size_t i = 0; i < dim; ++i)
        for (std::size_t tap = 0; tap < taps; ++tap)
          gradients.convolution_weight[(channel * dim + i) * taps + tap] +=
              part.convolution_weight[(tap * dim + i) * channels + channel];
    add(part.convolution_bias, gradients.convolution_bias);
    for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
      const TrunkTensors::Layer& to = gradients.layers[layer];
      add(part.layer_gradients[layer].weight_ih, to.weight_ih);
      add(part.layer_gradients[layer].weight_hh, to.weight_hh);
      add(part.layer_gradients[layer].bias_ih, to.bias_ih);
      add(part.layer_gradients[layer].bias_hh, to.bias_hh);
    }
  }
}

void Trunk::backward(Part& part, const float* pooled_gradient) {
  const std::size_t units = shape_.gru_units, widest = std::max(units, shape_.convolution_channels);
  grow(part.gradient, part.rows * widest);
  grow(part.next_gradient, part.rows * widest);
  grow(part.scratch, (part.active.front() + 4) * units);
  part.layer_gradients.resize(layers_.size());
  unpool(part, pooled_gradient);
  for (std::size_t layer = layers_.size(); layer-- > 0;) {
    const std::size_t inputs = layers_[layer].input_dim();
    Part::LayerGradients& sums = part.layer_gradients[layer];
    sums.weight_ih.assign(3 * units * inputs, 0.0f);
    sums.weight_hh.assign(3 * units * units, 0.0f);
    sums.bias_ih.assign(3 * units, 0.0f);
    sums.bias_hh.assign(3 * units, 0.0f);
    Part::Layer& memory = part.layers[layer];
    layer_gradients_[layer].backward(
        {.active = part.active,
         .input = layer == 0 ? part.convolved.data() : part.layers[layer - 1].output.data(),
         .initial_state = part.initial_state.data(),
         .output = memory.output.data(),
         .output_gradient = part.gradient.data(),
         .gates = memory.gates.data(),
         .input_gradient = part.next_gradient.data(),
         .scratch = part.scratch.data()},
        {sums.weight_ih.data(), sums.weight_hh.data(), sums.bias_ih.data(), sums.bias_hh.data()});
    std::swap(part.gradient, part.next_gradient);
  }
  convolution_gradient(part);
}

// The gradient of each step's output of the last layer.
void Trunk::unpool(Part& part, const float* pooled_gradient) const {
  using Pooling = EstimatorShape::Pooling;
  const std::size_t units = shape_.gru_units;
  const float* output = part.layers.back().output.data();
  for (std::size_t i = 0; i < part.utterances.size(); ++i) {
    const float* slope = pooled_gradient + part.utterances[i] * shape_.pooled_dim();
    const std::size_t length = part.lengths[i];
    const float share = 1.0f / static_cast<float>(length);
    std::vector<float> mean(units), factor(units);  // d deviation / d output = factor x (output - mean)
    if (shape_.pooling == Pooling::statistics) {
      for (std::size_t t = 0; t < length; ++t)
        for (std::size_t j = 0; j < units; ++j) mean[j] += output[(part.step_rows[t] + i) * units + j] * share;
      for (std::size_t t = 0; t < length; ++t)
        for (std::size_t j = 0; j < units; ++j) {
          const float distance = output[(part.step_rows[t] + i) * units + j] - mean[j];
          factor[j] += distance * distance;
        }
      for (std::size_t j = 0; j < units; ++j)
        factor[j] = share * slope[units + j] / std::sqrt(factor[j] * share + pooling_variance_floor);
    }
    for (std::size_t t = 0; t < length; ++t) {
      const std::size_t row = (part.step_rows[t] + i) * units;
      float* gradient = part.gradient.data() + row;
      const float weight = shape_.pooling != Pooling::last ? share : t + 1 == length ? 1.0f : 0.0f;
      for (std::size_t j = 0; j < units; ++j) gradient[j] = weight * slope[j] + factor[j] * (output[row + j] - mean[j]);
    }
  }
}

void Trunk::convolution_gradient(Part& part) {
  const std::size_t dim = shape_.input_dim, channels = shape_.convolution_channels, inputs = shape_.convolution_kernel * dim;
  part.convolution_weight.assign(inputs * channels, 0.0f);
  part.convolution_bias.assign(channels, 0.0f);
  const float* place = part.frames.data();
  for (std::size_t i = 0; i < part.utterances.size(); ++i) {
    const std::size_t length = part.lengths[i];
    float* slopes = part.one_utterance.data();
    for (std::size_t t = 0; t < length; ++t) {
      const std::size_t row = (part.step_rows[t] + i) * channels;
      for (std::size_t channel = 0; channel < channels; ++channel) {
        const float slope = part.convolved[row + channel] > 0 ? part.gradient[row + channel] : 0.0f;
        slopes[t * channels + channel] = slope;
        part.convolution_bias[channel] += slope;
      }
    }
    accumulate_transposed_product(place, dim, slopes, channels, length, inputs, channels, part.convolution_weight.data(),
                                  channels);
    if (gives_input_gradients_) input_gradient(part, i);
    place += (length + shape_.convolution_kernel - 1) * dim;
  }
}

// Of one utterance, whose slopes of the convolution's output are at hand. A frame is seen by the convolutions of `kernel`
// frames.
void Trunk::input_gradient(Part& part, std::size_t member) {
  const std::size_t dim = shape_.input_dim, channels = shape_.convolution_channels, taps = shape_.convolution_kernel;
  const std::size_t length = part.lengths[member], reach = taps / 2;
  grow(part.windows, length * taps * dim);
  matrix_product(part.one_utterance.data(), channels, length, convolution_back_, nullptr, false, part.windows.data(),
                 taps * dim);
  Frames& sum = input_gradients_[part.utterances[member]];
  sum.resize(length);
  std::fill_n(sum.data(), length * dim, 0.0f);
  for (std::size_t t = 0; t < length; ++t)
    for (std::size_t tap = 0; tap < taps; ++tap) {
      const std::size_t seen = t + tap;  // one `reach` beyond the frame's place
      if (seen < reach || seen - reach >= length) continue;
      const float* from = part.windows.data() + (t * taps + tap) * dim;
      float* to = sum.data() + (seen - reach) * dim;
      for (std::size_t i = 0; i < dim; ++i) to[i] += from[i];
    }
}

}  // namespace affectus
