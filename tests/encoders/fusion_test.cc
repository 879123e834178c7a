// Models on front ends of different frame rates: an encoder's 50 frames a second beside the filterbank's 100.
#include <gtest/gtest.h>

#include "affectus/audio.h"
#include "affectus/encoders.h"
#include "model_folder.h"
#include "prediction/windows_alone.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

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
    const Model model = Model::load(folder.path(), encoder_front_ends({.cache_frames = false}));
    EXPECT_EQ(model.frames(speech.first(32000)).count(), config.frame_rate_hz == 100 ? 198 : 99);
    testing::expect_windows_alone(model, speech);
  }
}

}  // namespace
}  // namespace affectus
