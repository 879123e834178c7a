// libaffectus-torch.so beside OpenVINO on the CPU.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "affectus/audio.h"
#include "affectus/emotion_checkpoints.h"
#include "affectus/encoders.h"
#include "encoder_graphs/low_rank_adapter.h"
#include "encoders/encoder_options.h"
#include "failure.h"
#include "temporary_folder.h"
#include "test_device.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

const std::string golden_encoders = AFFECTUS_SOURCE_DIR "/tests/encoders/golden/";

// --device torch is LibTorch on the CPU.
std::string library_device() { return testing::tests_run_on_the_cpu() ? "torch" : testing::test_device(); }

std::span<const float> one_utterance() {
  static const std::vector<float> samples = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  return std::span(samples).subspan(5 * sample_rate_hz, sample_rate_hz + 1234);
}

EncoderRuntime on(const std::string& device) {
  EncoderRuntime runtime;
  runtime.device = parse_device(device);
  return runtime;
}

Frames frames(const std::string& name, const std::string& device, const std::string& options = "") {
  return encoder_front_ends(on(device)).make(golden_encoders + name, options)->compute(one_utterance());
}

void expect_near(const Frames& found, const Frames& expected) {
  ASSERT_EQ(found.count(), expected.count());
  ASSERT_EQ(found.dim(), expected.dim());
  float largest = 1, difference = 0;
  for (std::size_t i = 0; i < expected.count() * expected.dim(); ++i) {
    largest = std::max(largest, std::abs(expected.data()[i]));
    difference = std::max(difference, std::abs(expected.data()[i] - found.data()[i]));
  }
  EXPECT_LT(difference, 1e-4F * largest);
}

TEST(TorchLibraryTest, GivesTheFramesOfOpenVino) {
  for (const char* name : {"hubert_group@mix", "wav2vec2_layer@-1", "wavlm_layer@2,1", "data2vec@1", "whisper@2"})
    expect_near(frames(name, library_device()), frames(name, "cpu"));
  expect_near(frames("whisper@1", library_device(), R"({"pad": false})"), frames("whisper@1", "cpu", R"({"pad": false})"));
}

TEST(TorchLibraryTest, AddsAnAdapter) {
  TemporaryFolder folder;
  LowRankDelta delta{.rank = 2, .in = 16, .out = 16, .a = std::vector<float>(32), .b = std::vector<float>(32)};
  for (std::size_t i = 0; i < 32; ++i) {
    delta.a[i] = std::sin(static_cast<float>(i));
    delta.b[i] = std::cos(static_cast<float>(i));
  }
  write_low_rank_adapter(folder.path(), LowRankAdapter(0.5, {{"encoder.layers.1.attention.v_proj.weight", delta}}),
                         {.base_model = "owner/name", .rank = 2, .alpha = 1, .module_prefix = "encoder."});
  const std::string options = "{\"adapter\": \"" + folder.path().string() + "\"}";
  const Frames adapted = frames("hubert_layer@2", library_device(), options);
  expect_near(adapted, frames("hubert_layer@2", "cpu", options));
  const Frames plain = frames("hubert_layer@2", library_device());
  float difference = 0;
  for (std::size_t i = 0; i < plain.count() * plain.dim(); ++i)
    difference = std::max(difference, std::abs(plain.data()[i] - adapted.data()[i]));
  EXPECT_GT(difference, 1e-2F);
}

TEST(TorchLibraryTest, MayRunOnSeveralThreads) {
  const auto front_end = encoder_front_ends(on(library_device())).make(golden_encoders + "wavlm_group@2", "");
  const Frames expected = front_end->compute(one_utterance());
  std::vector<Frames> found(4);
  {
    std::vector<std::jthread> threads;
    for (Frames& one : found) threads.emplace_back([&] { one = front_end->compute(one_utterance()); });
  }
  for (const Frames& one : found) expect_near(one, expected);
}

TEST(TorchLibraryTest, WhatItDoesNotHaveIsRefused) {
  EXPECT_EQ(on("Cuda").device, "CUDA:0");
  EXPECT_EQ(on("cuda:3").device, "CUDA:3");
  EXPECT_NE(failure([] { on("cuda:x"); }), "");
  EXPECT_THAT(failure([] { frames("hubert_group@1", "cuda:77"); }), HasSubstr("device cuda:77: expected a CUDA device"));
  EXPECT_THAT(failure([] { frames("onnx@0", "torch"); }), HasSubstr("expected a device of OpenVINO for a graph"));
  EXPECT_THAT(failure([] {
                load_emotion_checkpoint(AFFECTUS_SOURCE_DIR "/tests/encoders/golden_emotion/dense_dimensions", on("torch"));
              }),
              HasSubstr("expected a device of OpenVINO for another project's model"));
  EncoderRuntime runtime = on("torch");
  runtime.precision = EncoderRuntime::Precision::int8;
  EXPECT_THAT(failure([&] { encoder_front_ends(runtime).make(golden_encoders + "hubert_group@1", ""); }),
              HasSubstr("precision int8: expected a device of OpenVINO"));
}

}  // namespace
}  // namespace affectus
