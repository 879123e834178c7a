// The whole numbers come from PyTorch's counter (torch.utils.flop_counter) over transformers' models with these
// configurations, halved, and from their numbers of parameters; 5 s of audio, 249 frames (Whisper: 30 s, 1500 frames).
#include "encoder_graphs/operation_count.h"

#include <gtest/gtest.h>

#include "affectus/error.h"

namespace affectus {
namespace {

constexpr std::size_t samples = 5 * 16000;

EncoderConfig config_of(const std::string& json) { return EncoderConfig::parse(json, "", "config.json"); }

double forward(const EncoderConfig& config, std::size_t of_samples) {
  return forward_operations(config, of_samples, config.layers);
}

const char* wavlm_large = R"({"model_type": "wavlm", "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16,
  "intermediate_size": 4096, "feat_extract_norm": "layer", "do_stable_layer_norm": true})";

// transformers' positional convolution of even kernel computes a frame more and drops it.
TEST(OperationCountTest, OfHubertBase) {
  const EncoderConfig config = config_of(R"({"model_type": "hubert"})");
  const EncoderOperations count = count_operations(config, samples);
  EXPECT_EQ(count.stem, 12267416576);
  EXPECT_EQ(count.input, 97910784 + 1179648000 - 768.0 * 48 * 128);
  EXPECT_EQ(forward(config, samples), 35836507136 - 768.0 * 48 * 128);
  EXPECT_EQ(count_parameters(config).all(12), 94371712 - 768);  // but for the mask's embedding
}

TEST(OperationCountTest, OfWavlm) {
  const EncoderConfig base = config_of(R"({"model_type": "wavlm"})"), large = config_of(wavlm_large);
  EXPECT_EQ(forward(base, samples), 35854865408 - 768.0 * 48 * 128);
  EXPECT_EQ(count_parameters(base).all(12), 94381936 - 768);
  EXPECT_EQ(forward(large, samples), 92787026944 - 1024.0 * 64 * 128);
  EXPECT_EQ(count_parameters(large).all(24), 315453120 - 1024);
}

TEST(OperationCountTest, OfData2vec) {
  const EncoderConfig config = config_of(R"({"model_type": "data2vec-audio"})");
  EXPECT_EQ(forward(config, samples), 35528877056);
  EXPECT_EQ(count_parameters(config).all(12), 93164288 - 768);
}

TEST(OperationCountTest, OfWhisperBase) {
  const EncoderConfig config = config_of(R"({"model_type": "whisper", "d_model": 512, "encoder_layers": 6,
    "encoder_attention_heads": 8, "encoder_ffn_dim": 2048})");
  EXPECT_EQ(count_operations(config, 480000).layer(), 7022592000);
  EXPECT_EQ(forward(config, 480000), 43683840000);
  EXPECT_EQ(count_parameters(config).all(6), 20590592);
}

// A layer of 4 channels and 8 in the feed-forward network, over 2 frames: 2 x (4 x 16 + 2 x 32) = 256 multiply-adds of
// weights and 2 x 2 x 2 x 4 = 32 of attention.
class TinyTest : public ::testing::Test {
 protected:
  const EncoderConfig config_ = config_of(R"({"model_type": "hubert", "hidden_size": 4, "num_hidden_layers": 3,
    "num_attention_heads": 2, "intermediate_size": 8, "conv_dim": [6], "conv_kernel": [160], "conv_stride": [80],
    "num_conv_pos_embeddings": 2, "num_conv_pos_embedding_groups": 2})");
  static constexpr std::size_t samples_ = 240;  // 2 frames

  // Between stem and layers: 2 x (6 x 4 + 4 x 2 x 2) = 80; the stem: 2 x 160 x 6 = 1920.
  static constexpr double weights = 256, attention = 32, input = 80, stem = 1920;
};

TEST_F(TinyTest, IsCountedByHand) {
  const EncoderOperations count = count_operations(config_, samples_);
  EXPECT_EQ(count.stem, stem);
  EXPECT_EQ(count.input, input);
  EXPECT_EQ(count.weights, weights);
  EXPECT_EQ(count.attention, attention);
}

TEST_F(TinyTest, LearningTakesTwoProductsMoreForEachOfWeights) {
  const LearningPart top{.used_layers = 3, .layers = 2};
  EXPECT_EQ(step_operations(config_, samples_, top), 2 * (3 * weights + 3 * attention));
  EXPECT_EQ(cached_operations(config_, samples_, top), stem + input + weights + attention);
  const LearningPart all{.used_layers = 3, .layers = 3, .below_layers = true};
  EXPECT_EQ(step_operations(config_, samples_, all), 3 * (3 * weights + 3 * attention) + 3 * input);
  EXPECT_EQ(cached_operations(config_, samples_, all), stem);
}

TEST_F(TinyTest, CheckpointingRunsForwardOnceMore) {
  LearningPart part{.used_layers = 3, .layers = 2};
  const double plain = step_operations(config_, samples_, part);
  part.checkpointing = true;
  EXPECT_EQ(step_operations(config_, samples_, part), plain + 2 * (weights + attention));
  part.in_parts = true;
  EXPECT_EQ(step_operations(config_, samples_, part), plain + 4 * (weights + attention));
}

// Of rank 1 on queries and the first of the feed-forward network: (4 + 4) + (4 + 8) = 20 values a layer, 40 multiply-adds
// over 2 frames.
TEST_F(TinyTest, LowRankMatricesNeedNoGradientOfWeights) {
  const LearningPart part{.used_layers = 3, .layers = 2, .rank = 1, .targets = {"attention.q_proj", "intermediate_dense"}};
  EXPECT_EQ(step_operations(config_, samples_, part), 2 * (2 * weights + 3 * attention + 3 * 40));
  EXPECT_EQ(learning_parameters(config_, part), 2 * 20);
  // In one of the layers that learn.
  const LearningPart one{.used_layers = 3, .layers = 2, .rank = 1, .targets = {"encoder.layers.2.attention.q_proj"}};
  EXPECT_EQ(learning_parameters(config_, one), 8);
}

// A layer has 4 x (16 + 4) + (32 + 8) + (32 + 4) + 4 x 4 = 172 values, the final norm 8. A frame of a layer keeps 8 x 4 + 2
// x 8 + 2 x 2 = 52 values. 480 samples of speech are 4 frames of two utterances.
TEST_F(TinyTest, MemoryIsCountedByHand) {
  LearningPart part{.used_layers = 3, .layers = 2};
  const double weights_held = 2 * 172 + 8, seconds = 480.0 / 16000;
  EXPECT_EQ(learning_parameters(config_, part), weights_held);
  EXPECT_DOUBLE_EQ(training_bytes(config_, samples_, seconds, part), 4 * (4 * weights_held + 4 * 2 * 52));
  part.checkpointing = true;
  EXPECT_DOUBLE_EQ(training_bytes(config_, samples_, seconds, part), 4 * (4 * weights_held + 4 * (2 * 4 + 52)));
  part = {.used_layers = 3, .layers = 2, .rank = 1, .targets = {"q_proj"}};  // 8 values a layer
  EXPECT_DOUBLE_EQ(training_bytes(config_, samples_, seconds, part), 4 * (weights_held + 4 * 2 * 8 + 4 * 2 * 52));
}

TEST_F(TinyTest, AnUnknownTargetIsRefused) {
  // fc1 is Whisper's; the first layer does not learn; ends of names are whole names.
  for (const char* target : {"embedding", "fc1", "layers.0.attention.q_proj", "proj"})
    EXPECT_THROW(step_operations(config_, samples_, {.used_layers = 3, .layers = 1, .rank = 1, .targets = {target}}), Error)
        << target;
}

TEST(OperationCountTest, AGraphFromAFileIsRefused) {
  EncoderConfig config;
  config.family = EncoderConfig::Family::graph_file;
  EXPECT_THROW(count_operations(config, samples), Error);
  EXPECT_THROW(count_parameters(config), Error);
}

}  // namespace
}  // namespace affectus
