// The baseline that a recording of calm speech gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "failure.h"
#include "model/sample_network.h"
#include "recording_sample.h"
#include "temporary_folder.h"
#include "wave_file.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

using testing::failure;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::recording_sample;

class NeutralVoiceTest : public ::testing::Test {
 protected:
  Summary summary_of(const BatchOptions& options) const {
    struct Sink : RowSink {
      void begin(const Recording&) override {}
      void row(const EmotionSegment& row) override { summary.add(row); }
      void end(const RecordingEnd& end) override { EXPECT_FALSE(end.failure); }
      Summary summary;
    } sink;
    predict_files(model_, {{.name = "speech", .path = recording_sample}}, options, sink);
    return sink.summary;
  }

  std::shared_ptr<const Model> model_ = testing::wrapped_model(std::make_unique<testing::LoudnessNetwork>());
  testing::TemporaryFolder folder_;
  std::vector<std::string> warnings_;
  BatchObserver observer_ = {.warning = [this](const std::string& name, const std::string& message) {
    warnings_.push_back(name + ": " + message);
  }};
};

TEST_F(NeutralVoiceTest, IsTheAverageOverSpeechOnTheScaleSam) {
  const BatchOptions options{.prediction = {.window_s = 2, .hop_s = 0.5, .embedding = true}};
  const Summary expected = summary_of(options);
  for (const Scale scale : {Scale::sam, Scale::unit}) {
    BatchOptions own = options;
    own.prediction.scale = scale;
    own.prediction.baseline = Baseline{.running = true};
    const NeutralVoice voice = neutral_voice(model_, recording_sample, own, observer_);
    EXPECT_EQ(voice.activation, expected.activation());
    EXPECT_EQ(voice.valence, expected.valence());
    EXPECT_EQ(voice.dominance, expected.dominance());
  }
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(NeutralVoiceTest, ItsOwnRecordingLiesInTheMiddleOfTheScale) {
  BatchOptions options{.prediction = {.window_s = 2}};
  EXPECT_GT(summary_of(options).activation(), 4.3);
  options.prediction.baseline = Baseline{.voices = {{"", neutral_voice(model_, recording_sample, options)}}};
  EXPECT_NEAR(*summary_of(options).activation(), 4, 1e-9);
  EXPECT_NEAR(*summary_of(options).dominance(), 4, 1e-9);
  options.prediction.scale = Scale::signed_;
  EXPECT_NEAR(*summary_of(options).valence(), 0, 1e-9);
}

TEST_F(NeutralVoiceTest, IsReadAsTheOptionsSay) {
  const BatchOptions options{.recording = {.max_duration_s = 3}};
  EXPECT_NE(neutral_voice(model_, recording_sample, options, observer_).valence,
            neutral_voice(model_, recording_sample, {}).valence);
  EXPECT_THAT(warnings_, ::testing::Contains(HasSubstr("sense_and_sensibility.flac: ")));
}

TEST_F(NeutralVoiceTest, ARecordingWithoutSpeechOrThatIsNoneIsAnError) {
  const fs::path silence = folder_ / "silence.wav";
  testing::write_wave(silence, std::vector<float>(3 * 16000));
  EXPECT_THAT(failure([&] { neutral_voice(model_, silence, {}, observer_); }, ErrorCode::invalid_argument),
              HasSubstr("silence.wav: expected calm speech"));
  EXPECT_THAT(warnings_, IsEmpty()) << "the error says it";
  EXPECT_THAT(failure([&] { neutral_voice(model_, folder_ / "gone.wav", {}); }, ErrorCode::not_found),
              HasSubstr("gone.wav: no such file"));
  EXPECT_EQ(testing::failure_code([&] { neutral_voice(model_, AFFECTUS_SOURCE_DIR "/README.md", {}); }),
            ErrorCode::invalid_format);
}

}  // namespace
}  // namespace affectus
