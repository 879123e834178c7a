// Parts of several utterances, padded and masked, as they run on a GPU (on the tests' device) beside single ones on the CPU;
// the parameters that learn.
#include "training/tuned_encoder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "affectus/audio.h"
#include "affectus/encoders.h"
#include "base/random.h"
#include "test_device.h"
#include "torch_encoders/torch_device.h"
#include "training/encoder_tuning.h"

namespace affectus {
namespace {

struct Pass {
  std::vector<Frames> frames;
  StateTensors gradients;
};

Pass pass_through(const std::string& name, const std::string& way, bool joins, const std::string& more) {
  const std::string folder = std::string(AFFECTUS_SOURCE_DIR "/tests/encoders/golden/") + name;
  const Recipe recipe = Recipe::parse("name = \"t\"\ncorpora = [{name = \"c\"}]\nfront_ends = [{name = \"" + folder +
                                          "@2\", options = {pad = false}, utterance_normalization = \"mean_variance\"}]\n"
                                          "encoder = {train = \"" +
                                          way + "\"" + more + "}\n",
                                      "r.toml");
  const std::string device = joins ? testing::test_device() : "cpu";
  const auto tuning = open_encoder_tuning(recipe, folder, encoder_front_ends({}), device);
  const FrontEndChoice& choice = tuning->data_recipe().front_ends[0];
  const auto front_end = tuning->front_ends().make(choice.name, choice.options);
  const std::vector<float> all = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  std::vector<Frames> below;
  for (const std::size_t length : {9000u, 14000u, 9500u, 6000u, 14000u})
    below.push_back(front_end->compute(std::span(all).subspan(80000 + 20000 * below.size(), length)));

  Parameters parameters(recipe.optimizer, recipe.training);
  TorchEncoder encoder = TorchEncoder::load(folder, open_torch_device(device));
  const EncoderSplit split = EncoderSplit::of(recipe, encoder.config());
  EstimatorShape shape = recipe.estimator;
  shape.input_dim = encoder.config().hidden_size;
  TunedEncoder tuned(std::move(encoder), split, recipe, shape, parameters, 2, joins);
  Pass pass{.frames = tuned.learn(below, 3, {}), .gradients = {}};
  std::vector<Frames> slopes = pass.frames;
  for (Frames& one : slopes)
    for (std::size_t i = 0; i < one.count() * one.dim(); ++i)
      one.data()[i] = std::sin(0.1F * static_cast<float>(i * i % 97));
  parameters.clear_gradients();
  tuned.backward(slopes);
  pass.gradients = parameters.served_weights(Parameters::Use::front_end);
  for (auto& [tensor_name, tensor] : pass.gradients) {
    const at::Tensor gradient = parameters[tensor_name].grad().cpu();
    const std::span<float> values = values_of(gradient);
    tensor.values.assign(values.begin(), values.end());
  }
  return pass;
}

TEST(TunedEncoderTest, JoinedUtterancesHaveTheFramesAndGradientsOfSingleOnes) {
  for (const char* name : {"hubert_group", "wavlm_layer", "data2vec", "whisper"})
    for (const char* way : {"lora", "top", "all"}) {
      const std::string masks = ", time_mask = 0.3, time_mask_frames = 4";
      const Pass single = pass_through(name, way, /*joins=*/false, masks);
      for (const char* more : {"", ", seconds_at_once = 2", ", checkpointing = true"}) {
        const Pass joined = pass_through(name, way, /*joins=*/true, masks + more);
        for (std::size_t i = 0; i < single.frames.size(); ++i)
          for (std::size_t j = 0; j < single.frames[i].count() * single.frames[i].dim(); ++j)
            ASSERT_NEAR(joined.frames[i].data()[j], single.frames[i].data()[j], 2e-5) << name << ", " << way << more;
        ASSERT_FALSE(single.gradients.empty());
        for (const auto& [tensor_name, tensor] : single.gradients) {
          float largest = 0;
          for (const float value : tensor.values) largest = std::max(largest, std::abs(value));
          for (std::size_t j = 0; j < tensor.values.size(); ++j)
            // Some are sums of what cancels, and rounding is up to the machine's BLAS.
            ASSERT_NEAR(joined.gradients.at(tensor_name).values[j], tensor.values[j], 1e-4 * (1 + largest))
                << tensor_name << " of " << name << ", " << way << more;
        }
      }
    }
}

// Of the difference over that of the values.
double relative_norm(std::span<const float> found, std::span<const float> expected) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference += std::pow(static_cast<double>(found[i]) - static_cast<double>(expected[i]), 2);
    size += std::pow(static_cast<double>(expected[i]), 2);
  }
  return std::sqrt(difference / size);
}

// On any CPU: without instructions for it LibTorch is only slow, which is why a recipe is refused there.
TEST(TunedEncoderTest, ProductsInBfloat16HaveNearlyTheSameGradients) {
  for (const char* name : {"hubert_layer", "whisper"}) {
    const Pass exact = pass_through(name, "top", /*joins=*/false, "");
    for (const char* more : {", precision = \"bfloat16\"", ", precision = \"bfloat16\", checkpointing = true"}) {
      const Pass rough = pass_through(name, "top", /*joins=*/!testing::tests_run_on_the_cpu(), more);
      for (std::size_t i = 0; i < exact.frames.size(); ++i) {
        const std::size_t count = exact.frames[i].count() * exact.frames[i].dim();
        const double error = relative_norm({rough.frames[i].data(), count}, {exact.frames[i].data(), count});
        EXPECT_LT(error, 0.05) << name << more;
        EXPECT_GT(error, 1e-4) << name << more;
      }
      // Of the whole gradient: single tensors' may be zero but for rounding.
      std::vector<float> found, expected;
      for (const auto& [tensor_name, tensor] : exact.gradients) {
        expected.insert(expected.end(), tensor.values.begin(), tensor.values.end());
        const std::vector<float>& own = rough.gradients.at(tensor_name).values;
        found.insert(found.end(), own.begin(), own.end());
      }
      EXPECT_LT(relative_norm(found, expected), 0.1) << name << more;
    }
  }
}

// On the tests' device, as an encoder's parameters on a GPU; and on the CPU by the program's own code.
TEST(ParametersTest, OperatorsGiveTheSameSteps) {
  TrainingOptions training;
  training.averaging_decay = 0.9;
  const at::Device device = open_torch_device(testing::test_device());
  Parameters own({}, training), by_operators({}, training);
  RandomStream random{5};
  for (const auto& [name, size, rate] :
       {std::tuple{"a", 300, Parameters::Rate{.factor = 0.5, .warmup_steps = 2}}, std::tuple{"b", 7, Parameters::Rate{}}}) {
    const at::Tensor value = at::empty({size});
    for (float& one : values_of(value)) one = random.rough_normal();
    by_operators.adopt(name, value.clone().to(device), rate, /*by_operators=*/true);
    own.adopt(name, value, rate);
  }
  for (int step = 0; step < 5; ++step) {
    own.clear_gradients();
    by_operators.clear_gradients();
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(by_operators.gradients()[i].abs().sum().item<float>(), 0);
      for (float& one : values_of(own.gradients()[i])) one = random.rough_normal();
      by_operators.gradients()[i].copy_(own.gradients()[i]);
    }
    const double norm = own.gradient_norm();
    EXPECT_NEAR(by_operators.gradient_norm(), norm, 1e-6 * norm);
    own.update(0.01, 1 / norm);
    by_operators.update(0.01, 1 / norm);
  }
  const StateTensors expected = own.state();
  for (const auto& [name, tensor] : by_operators.state())
    for (std::size_t i = 0; i < tensor.values.size(); ++i)
      EXPECT_NEAR(tensor.values[i], expected.at(name).values[i], 1e-6) << name;
  // The average and the current weights change places, and a state is taken.
  const StateTensors before = by_operators.state();
  by_operators.swap_average(Parameters::Use::front_end);
  EXPECT_EQ(by_operators.state().at("weights/a").values, before.at("average/a").values);
  EXPECT_EQ(by_operators.state().at("average/a").values, before.at("weights/a").values);
  by_operators.set_state(before, "state");
  EXPECT_EQ(by_operators.state().at("weights/a").values, before.at("weights/a").values);
}

// Matrices longer than a chunk, one that ends within a chunk, and a few values.
StateTensors after_steps(std::size_t threads, double& norm) {
  TrainingOptions training;
  training.averaging_decay = 0.9;
  Parameters parameters({}, training, threads);
  RandomStream random{5};
  std::size_t number = 0;
  for (const std::int64_t size : {200000, 65536, 7, 131073}) {
    const at::Tensor value = at::empty({size});
    for (float& one : values_of(value)) one = random.rough_normal();
    parameters.adopt("adopted " + std::to_string(number++), value, {.factor = 0.5, .warmup_steps = 2});
  }
  parameters.add("own", {300, 400}, 400, random);
  for (int step = 0; step < 3; ++step) {
    parameters.clear_gradients();
    for (const at::Tensor& gradient : parameters.gradients())
      for (float& one : values_of(gradient)) one = random.rough_normal();
    norm = parameters.gradient_norm();
    parameters.update(0.01, 1 / norm);
  }
  return parameters.state();
}

TEST(ParametersTest, ThreadsChangeNeitherNormNorUpdate) {
  double norm = 0, norm_of_three = 0;
  const StateTensors expected = after_steps(1, norm);
  const StateTensors state = after_steps(3, norm_of_three);
  EXPECT_EQ(norm_of_three, norm);
  EXPECT_NEAR(norm, std::sqrt(200000 + 65536 + 7 + 131073 + 300 * 400), 0.01 * norm);
  ASSERT_EQ(state.size(), expected.size());
  for (const auto& [name, tensor] : expected) EXPECT_EQ(state.at(name).values, tensor.values) << name;
  // Every value has moved: none was left out by a chunk.
  for (const auto& [name, tensor] : expected) {
    if (!name.starts_with("first_moment/")) continue;
    EXPECT_EQ(std::ranges::count(tensor.values, 0.0F), 0) << name;
  }
}

}  // namespace
}  // namespace affectus
