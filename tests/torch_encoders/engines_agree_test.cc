// The two engines of the encoders' graphs against each other, on the tiny encoders of tests/encoders (which are checked
// against transformers there). OpenVINO runs on the CPU, LibTorch on the tests' device.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "affectus/audio.h"
#include "affectus/encoders.h"
#include "failure.h"
#include "test_device.h"
#include "torch_encoders/torch_device.h"
#include "torch_encoders/torch_encoder.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;

const std::filesystem::path goldens = AFFECTUS_SOURCE_DIR "/tests/encoders/golden";

std::span<const float> speech(double start_s, double length_s) {
  static const std::vector<float> samples = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  return std::span(samples).subspan(static_cast<std::size_t>(start_s * sample_rate_hz),
                                    static_cast<std::size_t>(length_s * sample_rate_hz));
}

class EnginesAgreeTest : public ::testing::TestWithParam<const char*> {
 protected:
  std::filesystem::path folder() const { return goldens / GetParam(); }
  TorchEncoder load() const { return TorchEncoder::load(folder(), open_torch_device(testing::test_device())); }
};

TEST_P(EnginesAgreeTest, AtEveryLayer) {
  const at::NoGradGuard no_gradient;
  const TorchEncoder encoder = load();
  for (const double length_s : {1.0, 1.37})
    for (const bool pad : {true, false}) {
      if (pad && !encoder.config().is_whisper()) continue;
      const std::vector<at::Tensor> states = encoder.hidden_states(speech(5, length_s), pad);
      ASSERT_EQ(states.size(), encoder.config().layers + 1);
      for (std::size_t layer = 0; layer < states.size(); ++layer) {
        const auto front_end =
            encoder_front_ends({}).make(folder().string() + "@" + std::to_string(layer), pad ? "" : R"({"pad": false})");
        const Frames expected = front_end->compute(speech(5, length_s));
        const at::Tensor found = states[layer].cpu().contiguous();
        ASSERT_EQ(found.size(2), static_cast<std::int64_t>(expected.dim()));
        ASSERT_GE(found.size(1), static_cast<std::int64_t>(expected.count()));
        float largest = 0, difference = 0;
        for (std::size_t i = 0; i < expected.count() * expected.dim(); ++i) {
          largest = std::max(largest, std::abs(expected.data()[i]));
          difference = std::max(difference, std::abs(expected.data()[i] - found.data_ptr<float>()[i]));
        }
        EXPECT_LT(difference, 1e-4F * std::max(largest, 1.0F)) << "layer " << layer << " of " << length_s << " s";
      }
    }
}

TEST_P(EnginesAgreeTest, UtterancesOfABatchHaveTheFramesOfSingleOnes) {
  const at::NoGradGuard no_gradient;
  const TorchEncoder encoder = load();
  const std::size_t layers[] = {2, 0};
  std::vector<at::Tensor> prepared;
  for (const double length_s : {0.7, 1.2, 0.9, 1.2})
    prepared.push_back(encoder.prepared(speech(5 + static_cast<double>(prepared.size()), length_s), /*pad=*/false));
  const std::vector<at::Tensor> joined = encoder.frames(prepared, layers);
  ASSERT_EQ(joined.size(), prepared.size());
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    const at::Tensor single = encoder.frames(std::span(prepared).subspan(i, 1), layers)[0];
    ASSERT_EQ(joined[i].sizes(), single.sizes());
    const double largest = std::max(1.0, single.abs().max().item<double>());
    EXPECT_LT((joined[i] - single).abs().max().item<double>(), 2e-5 * largest);
    const auto width = static_cast<std::int64_t>(encoder.config().hidden_size);
    const std::vector<at::Tensor> states =
        encoder.hidden_states(speech(5 + static_cast<double>(i), std::array{0.7, 1.2, 0.9, 1.2}[i]), /*pad=*/false);
    EXPECT_TRUE(at::allclose(single.slice(1, 0, width), states[2][0], 1e-5, 1e-6));
    EXPECT_TRUE(at::allclose(single.slice(1, width), states[0][0], 1e-5, 1e-6));
  }
}

INSTANTIATE_TEST_SUITE_P(Variants, EnginesAgreeTest,
                         ::testing::Values("hubert_group", "hubert_layer", "hubert_no_projection_norm", "hubert_batch_norm",
                                           "wav2vec2_group", "wav2vec2_layer", "wav2vec2_odd_kernel", "wavlm_group",
                                           "wavlm_layer", "data2vec", "whisper"),
                         [](const auto& variant) { return std::string(variant.param); });

TEST(TorchEngineTest, AConvolutionIsAProduct) {
  const at::Device device = open_torch_device(testing::test_device());
  at::manual_seed(1);
  for (const std::int64_t groups : {1, 2, 4}) {
    const at::Tensor input = at::randn({3, 8, 50}).to(device), weight = at::randn({12, 8 / groups, 5}).to(device);
    for (const std::size_t stride : {1, 3}) {
      const at::Tensor expected =
          TorchEngine::convolution(input.cpu(), weight.cpu(), 0, 0, stride, static_cast<std::size_t>(groups));
      const at::Tensor found =
          TorchEngine::convolution_by_product(input, weight, stride, static_cast<std::size_t>(groups)).cpu();
      EXPECT_TRUE(at::allclose(found, expected, 1e-4, 1e-5)) << groups << " groups, stride " << stride;
    }
  }
}

TEST(TorchEncoderTest, AGraphOfOthersIsRefused) {
  EXPECT_THAT(failure([] { TorchEncoder::load(goldens / "onnx", at::kCPU); }),
              HasSubstr("expected an encoder with weights of Hugging Face's format, found a graph"));
}

}  // namespace
}  // namespace affectus
