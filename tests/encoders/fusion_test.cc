// Models on front ends of different frame rates: an encoder's 50 frames a second beside the filterbank's 100.
#include <gtest/gtest.h>

#include "affectus/audio.h"
#include "affectus/encoders.h"
#include "affectus/model_folder.h"
#include "model/frame_joiner.h"
#include "model_folder.h"
#include "prediction/windows_alone.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

// What the model's estimator sees of them.
Frames joined_frames(const ModelConfig& config, const FrontEndRegistry& registry, std::span<const float> samples) {
  std::vector<FramePart> parts;
  std::vector<Frames> frames;
  for (const ModelConfig::FrontEndEntry& entry : config.front_ends) {
    const auto front_end = registry.make(entry.name, entry.options);
    parts.push_back({entry.dim, front_end->frame_rate_hz(), entry.selected});
    entry.normalization.apply(frames.emplace_back(front_end->compute(samples)));
  }
  return FrameJoiner(std::move(parts), config.frame_rate_hz).join(std::move(frames));
}

TEST(FusionTest, AWindowEqualsTheSameSamplesAlone) {
  const std::vector<float> recording = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  const std::span<const float> speech = std::span(recording).subspan(80000, 60000);
  const testing::TemporaryFolder folder;
  ModelConfig early{
      .front_ends = {{.name = AFFECTUS_SOURCE_DIR "/tests/encoders/golden/whisper@1,2", .options = "{}", .dim = 32},
                     {.name = "mfb", .options = "{}", .dim = 40}}};
  ModelConfig late = early, faster = early;
  late.estimator.fusion = EstimatorShape::Fusion::late;
  faster.frame_rate_hz = 100;  // the encoder's frames are repeated
  for (const ModelConfig& config : {early, late, faster}) {
    testing::write_random_model(folder.path(), config);
    const FrontEndRegistry registry = encoder_front_ends({.cache_frames = false});
    const std::shared_ptr<const Model> model = load_model_folder(folder.path(), registry);
    const std::span<const float> samples = speech.first(32000);
    const Frames frames = joined_frames(config, registry, samples);
    EXPECT_EQ(frames.count(), config.frame_rate_hz == 100 ? 198 : 99);
    const Estimator estimator(model->config().estimator, testing::random_weights(model->config().estimator));
    EXPECT_EQ(model->estimate(samples).embedding, estimator.run(frames).embedding);
    testing::expect_windows_alone(model, speech);
  }
}

}  // namespace
}  // namespace affectus
