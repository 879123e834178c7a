// Gradients of the encoders on LibTorch against finite differences, in double precision, for every tensor of every family
// and for the matrices of an adapter.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <cmath>

#include "affectus/audio.h"
#include "base/random.h"
#include "torch_encoders/torch_encoder.h"

namespace affectus {
namespace {

std::span<const float> a_fifth_of_a_second() {
  static const std::vector<float> samples = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  return std::span(samples).subspan(5 * sample_rate_hz, sample_rate_hz / 5);
}

at::Tensor random_like(const at::Tensor& tensor, RandomStream& random, double size) {
  at::Tensor values = at::empty(tensor.sizes(), at::kDouble);
  for (std::int64_t i = 0; i < values.numel(); ++i) values.data_ptr<double>()[i] = random.uniform(-size, size);
  return values;
}

class GradientsTest : public ::testing::TestWithParam<const char*> {
 protected:
  // In place, since the graph's parts hold the same tensors.
  void make_double() {
    for (const auto& [name, tensor] : encoder_.tensors()) {
      at::Tensor same = tensor;
      same.set_data(tensor.to(at::kDouble));
      if (name.find("running_") == std::string::npos) learning_.emplace(name, same.set_requires_grad(true));
    }
  }
  void add_adapter() {
    RandomStream random{4};
    for (const auto& [name, product] : encoder_.products()) {
      const at::Tensor& weight = product->weight;
      product->low_rank = LowRank{random_like(at::empty({2, weight.size(1)}), random, 0.5),
                                  random_like(at::empty({weight.size(0), 2}), random, 0.5), 1.5};
      learning_.emplace(name + " A", product->low_rank->a.set_requires_grad(true));
      learning_.emplace(name + " B", product->low_rank->b.set_requires_grad(true));
    }
  }

  // A number that depends on all values of all states.
  at::Tensor loss() const {
    at::Tensor input;
    if (encoder_.config().is_whisper()) {
      input = encoder_.input(a_fifth_of_a_second(), /*pad=*/false).to(at::kDouble);
    } else {
      using Stem = graph::ConvolutionStem<TorchEngine>;
      const at::Tensor samples = at::from_blob(const_cast<float*>(a_fifth_of_a_second().data()),
                                               {1, static_cast<std::int64_t>(a_fifth_of_a_second().size())})
                                     .to(at::kDouble);
      input = (*encoder_.description().stem)(samples, [](const Stem::Moments& own, std::size_t) { return own; });
    }
    RandomStream random{5};
    at::Tensor sum = at::zeros({}, at::kDouble);
    for (const at::Tensor& state : graph::hidden_states<TorchEngine>(encoder_.description(), input))
      sum = sum + (state * random_like(state, random, 1)).sum();
    return sum;
  }

  TorchEncoder encoder_ =
      TorchEncoder::load(std::filesystem::path(AFFECTUS_SOURCE_DIR "/tests/encoders/golden") / GetParam(), at::kCPU);
  std::map<std::string, at::Tensor> learning_;
};

TEST_P(GradientsTest, AreThoseOfFiniteDifferences) {
  make_double();
  add_adapter();
  std::vector<at::Tensor> inputs;
  for (const auto& [name, tensor] : learning_) inputs.push_back(tensor);
  const std::vector<at::Tensor> gradients = torch::autograd::grad({loss()}, inputs);

  const at::NoGradGuard no_gradient;
  RandomStream random{6};
  std::size_t number = 0;
  for (const auto& [name, tensor] : learning_) {
    const at::Tensor gradient = gradients[number++].contiguous();
    ASSERT_TRUE(tensor.is_contiguous()) << name;
    const double size = gradient.abs().max().item<double>();
    EXPECT_TRUE(std::isfinite(size)) << name;
    for (int trial = 0; trial < 2; ++trial) {
      const std::uint64_t place = random.below(static_cast<std::uint64_t>(tensor.numel()));
      double& value = tensor.data_ptr<double>()[place];
      const double kept = value, step = 1e-5 * std::max(1.0, std::abs(kept));
      value = kept + step;
      const double above = loss().item<double>();
      value = kept - step;
      const double below = loss().item<double>();
      value = kept;
      EXPECT_NEAR(gradient.data_ptr<double>()[place], (above - below) / (2 * step), 1e-5 * size + 1e-7)
          << name << " [" << place << "]";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Variants, GradientsTest,
                         ::testing::Values("hubert_group", "hubert_layer", "hubert_batch_norm", "wav2vec2_group",
                                           "wav2vec2_layer", "wavlm_group", "wavlm_layer", "data2vec", "whisper"),
                         [](const auto& variant) { return std::string(variant.param); });

}  // namespace
}  // namespace affectus
