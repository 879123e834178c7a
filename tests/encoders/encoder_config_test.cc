#include "encoder_graphs/encoder_config.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

std::string failure(const std::string& config, const std::string& preprocessor = "") {
  try {
    EncoderConfig::parse(config, preprocessor, "config.json");
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << config << " was taken";
  return "";
}

TEST(EncoderConfigTest, WhatIsLeftOutHasTheFamilysDefaults) {
  const EncoderConfig config = EncoderConfig::parse(R"({"model_type": "hubert"})", "", "config.json");
  EXPECT_EQ(config.hidden_size, 768);
  EXPECT_EQ(config.layers, 12);
  EXPECT_EQ(config.stem_kernels, (std::vector<std::size_t>{10, 3, 3, 3, 3, 2, 2}));
  EXPECT_EQ(config.stem_norm, EncoderConfig::StemNorm::group);
  EXPECT_FALSE(config.stable_layer_norm);
  EXPECT_FALSE(config.normalize_samples);
}

TEST(EncoderConfigTest, ThePreprocessorSaysWhetherSamplesAreNormalized) {
  const std::string config = R"({"model_type": "wav2vec2"})";
  EXPECT_TRUE(EncoderConfig::parse(config, R"({"do_normalize": true})", "c").normalize_samples);
  EXPECT_FALSE(EncoderConfig::parse(config, R"({"do_normalize": false})", "c").normalize_samples);
  EXPECT_TRUE(EncoderConfig::parse(config, "{}", "c").normalize_samples);
  EXPECT_THAT(failure(config, R"({"sampling_rate": 8000})"), HasSubstr("sampling_rate: expected 16000, found 8000"));
}

TEST(EncoderConfigTest, WhatIsNotBuiltIsNamed) {
  EXPECT_THAT(failure(R"({"model_type": "bert"})"), HasSubstr("model_type: expected wav2vec2, hubert"));
  EXPECT_THAT(failure(R"({})"), HasSubstr("found nothing"));
  EXPECT_THAT(failure("[]"), HasSubstr("expected a JSON object"));
  EXPECT_THAT(failure("{\"model_type\""), HasSubstr("expected a JSON object"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "hidden_act": "relu"})"), HasSubstr("hidden_act: expected gelu"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "add_adapter": true})"), HasSubstr("add_adapter"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "adapter_attn_dim": 16})"), HasSubstr("adapter_attn_dim"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "hidden_size": 770})"), HasSubstr("num_conv_pos_embedding_groups"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "hidden_size": 0})"), HasSubstr("hidden_size: expected"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "hidden_size": -768})"), HasSubstr("hidden_size: expected"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "conv_kernel": [3]})"), HasSubstr("conv_kernel: expected as many"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "num_attention_heads": 7})"),
              HasSubstr("multiple of the attention heads"));
  EXPECT_THAT(failure(R"({"model_type": "wav2vec2", "layer_norm_eps": "small"})"), HasSubstr("layer_norm_eps"));
  EXPECT_THAT(failure(R"({"model_type": "wavlm", "max_bucket_distance": 80})"), HasSubstr("max_bucket_distance"));
  EXPECT_THAT(failure(R"({"model_type": "whisper"})", R"({"feature_size": 128})"), HasSubstr("feature_size: expected 80"));
}

// Kernels and strides that are each allowed, and whose products no number holds.
TEST(EncoderConfigTest, AFrameIsAtMostAMinute) {
  const auto stem = [](const std::string& kernels, const std::string& strides) {
    return R"({"model_type": "wav2vec2", "conv_dim": [8, 8, 8, 8], "conv_kernel": )" + kernels + R"(, "conv_stride": )" +
           strides + "}";
  };
  const std::string large = "[1048576, 1048576, 1048576, 1048576]", ones = "[1, 1, 1, 1]";
  EXPECT_THAT(failure(stem(large, large)),
              HasSubstr("config.json: conv_kernel and conv_stride: expected at most 960000 samples (a minute) in a frame"));
  EXPECT_THAT(failure(stem(ones, large)), HasSubstr("from frame to frame, found 1048576 or more"));
  EXPECT_THAT(failure(stem(ones, "[1000, 1000, 1, 1]")), HasSubstr("from frame to frame, found 1000000 or more"));
  EXPECT_THAT(failure(stem("[1, 1, 1, 1001]", "[1000, 1, 1, 1]")), HasSubstr("in a frame, found 1000001 or more"));
  const EncoderConfig longest = EncoderConfig::parse(stem(ones, "[960, 1000, 1, 1]"), "", "config.json");
  EXPECT_EQ(samples_per_frame(longest), 960000);
  EXPECT_EQ(first_frame_samples(longest), 1);
  EXPECT_EQ(frame_count(longest, 960001), 2);

  EXPECT_THAT(failure(stem(ones, ones)), HasSubstr("expected at least 80 samples from frame to frame, found 1"));
  EXPECT_THAT(failure(stem("[0, 1, 1, 1]", ones)), HasSubstr("conv_kernel: expected a list"));
  EXPECT_THAT(failure(stem(ones, "[1, 0, 1, 1]")), HasSubstr("conv_stride: expected a list"));

  const auto graph = [](const std::string& first, const std::string& hop) {
    return R"({"file": "a.onnx", "input": "x", "outputs": ["y"], "dim": 4, "first_frame_samples": )" + first +
           R"(, "hop_samples": )" + hop + "}";
  };
  EXPECT_EQ(first_frame_samples(EncoderConfig::parse_graph_file(graph("960000", "960000"), "encoder.json")), 960000);
  for (const auto& text : {graph("960001", "1"), graph("1", "960001")})
    EXPECT_THAT(testing::failure([&] { EncoderConfig::parse_graph_file(text, "encoder.json"); }),
                HasSubstr("encoder.json: first_frame_samples and hop_samples: expected at most 960000 samples"));
}

TEST(EncoderConfigTest, AbsurdSizesAreNamed) {
  const auto with = [](const std::string& family, const std::string& field, const std::string& value) {
    return failure(R"({"model_type": ")" + family + R"(", ")" + field + "\": " + value + "}");
  };
  EXPECT_THAT(with("hubert", "num_hidden_layers", "100000"),
              HasSubstr("config.json: num_hidden_layers: expected a whole number from 1 to 256, found 100000"));
  EXPECT_THAT(with("hubert", "num_hidden_layers", "18446744073709551615"), HasSubstr("from 1 to 256"));
  EXPECT_THAT(with("hubert", "hidden_size", "1000000"), HasSubstr("hidden_size: expected a whole number from 1 to 32768"));
  EXPECT_THAT(with("hubert", "num_attention_heads", "768"), HasSubstr("num_attention_heads: expected"));
  EXPECT_THAT(with("hubert", "intermediate_size", "1000000"), HasSubstr("intermediate_size: expected"));
  EXPECT_THAT(with("wavlm", "num_buckets", "1000000"), HasSubstr("num_buckets: expected"));
  EXPECT_THAT(with("data2vec-audio", "num_conv_pos_embeddings", "1000000"), HasSubstr("num_conv_pos_embeddings: expected"));
  EXPECT_THAT(with("whisper", "encoder_layers", "1000"), HasSubstr("encoder_layers: expected"));
  EXPECT_THAT(with("whisper", "num_mel_bins", "100000"), HasSubstr("num_mel_bins: expected"));
  EXPECT_THAT(with("whisper", "max_source_positions", "1000000"), HasSubstr("max_source_positions: expected"));
  EXPECT_THAT(with("hubert", "hidden_size", std::string(100'000, '[') + std::string(100'000, ']')),
              HasSubstr("config.json: expected a JSON object"));
}

}  // namespace
}  // namespace affectus
