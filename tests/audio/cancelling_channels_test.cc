#include "signal/cancelling_channels.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "audio/fixtures.h"
#include "audio/resampler.h"
#include "signal/sample_converter.h"
#include "signal/silence_marks.h"
#include "temporary_folder.h"
#include "wave_file.h"

namespace affectus {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::read_whole;

// The sample's first seconds in stereo: `second` makes the right channel's value of the left's and its place.
template <typename Second>
std::vector<float> stereo(double seconds, const Second& second) {
  const std::vector<float> left = read_audio(testing::recording_sample);
  std::vector<float> both;
  for (std::size_t i = 0; i < static_cast<std::size_t>(seconds * sample_rate_hz); ++i) {
    both.push_back(left[i]);
    both.push_back(second(left[i], i));
  }
  return both;
}

class CancellingChannelsTest : public ::testing::Test {
 protected:
  testing::WholeRecording read(const std::vector<float>& both) const {
    testing::write_wave(folder_ / "a.wav", both, 16000, 2);
    return read_whole(folder_ / "a.wav");
  }

  testing::TemporaryFolder folder_;
};

TEST_F(CancellingChannelsTest, AChannelUpsideDownIsSaid) {
  const testing::WholeRecording recording = read(stereo(5, [](float left, std::size_t) { return -left; }));
  EXPECT_THAT(recording.warnings, Contains(Warning::channels_cancel));
  EXPECT_THAT(recording.warning, HasSubstr("its channels cancel each other out in "));
  EXPECT_THAT(recording.warning, HasSubstr("a single one (--channel) is not"));
}

// What a lossy codec leaves of the mean is heard as little.
TEST_F(CancellingChannelsTest, SoItIsBehindALossyCodec) {
  testing::write_wave(folder_ / "a.wav", stereo(5, [](float left, std::size_t) { return -left; }), 16000, 2);
  testing::ffmpeg("-i '" + (folder_ / "a.wav").string() + "' -c:a libmp3lame -b:a 64k '" + (folder_ / "a.mp3").string() +
                  "'");
  EXPECT_THAT(read_whole(folder_ / "a.mp3").warnings, Contains(Warning::channels_cancel));
}

TEST_F(CancellingChannelsTest, OtherChannelsAreNot) {
  for (const auto& second : std::vector<std::function<float(float, std::size_t)>>{
           [](float left, std::size_t) { return left; }, [](float, std::size_t) { return 0.0F; },
           [](float left, std::size_t) { return -0.7F * left; },
           [](float, std::size_t i) { return 0.1F * std::sin(static_cast<float>(i)); }})
    EXPECT_THAT(read(stereo(5, second)).warnings, Not(Contains(Warning::channels_cancel)));
  EXPECT_THAT(read(std::vector<float>(32000)).warnings, Not(Contains(Warning::channels_cancel)));
}

TEST_F(CancellingChannelsTest, OneChannelThatWasChosenCancelsNothing) {
  testing::write_wave(folder_ / "a.wav", stereo(3, [](float left, std::size_t) { return -left; }), 16000, 2);
  for (const ChannelChoice::Kind kind : {ChannelChoice::Kind::one, ChannelChoice::Kind::each}) {
    AudioReader reader = AudioReader::open(folder_ / "a.wav", {.channels = {.kind = kind}});
    std::vector<std::vector<float>> signals;
    while (reader.read(signals)) {
    }
    EXPECT_THAT(reader.warnings(), IsEmpty());
    EXPECT_THAT(reader.silences(), IsEmpty());
  }
}

// Rows are marked where the stretch is, and no others.
TEST_F(CancellingChannelsTest, AStretchHasItsPlace) {
  const auto both = stereo(20, [](float left, std::size_t i) { return i >= 8 * 16000 && i < 12 * 16000 ? -left : left; });
  testing::write_wave(folder_ / "a.wav", both, 16000, 2);
  AudioReader reader = AudioReader::open(folder_ / "a.wav");
  std::vector<std::vector<float>> signals;
  std::vector<Silence> followed;
  while (reader.read(signals)) follow(followed, reader.silences());
  ASSERT_EQ(reader.silences().size(), 1U);
  EXPECT_NEAR(reader.silences()[0].start_s, 8, 0.6);
  EXPECT_NEAR(reader.silences()[0].end_s, 12, 0.6);
  ASSERT_EQ(followed.size(), 1U);
  EXPECT_EQ(followed[0].end_s, reader.silences()[0].end_s);
  std::vector<EmotionSegment> rows(3);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].start_s = 7.0 * static_cast<double>(i);
    rows[i].end_s = rows[i].start_s + 6;
  }
  mark_silences(rows, followed);
  EXPECT_THAT(rows[0].warnings, IsEmpty());
  EXPECT_THAT(rows[1].warnings, ::testing::ElementsAre(Warning::channels_cancel));
  EXPECT_THAT(rows[2].warnings, IsEmpty());
}

TEST_F(CancellingChannelsTest, SamplesThatArePushedAreTheSameWhateverTheirPieces) {
  const std::vector<float> both =
      stereo(9, [](float left, std::size_t i) { return i >= 2 * 16000 && i < 5 * 16000 ? -left : left; });
  testing::write_wave(folder_ / "a.wav", both, 44100, 2);
  AudioReader reader = AudioReader::open(folder_ / "a.wav");
  std::vector<std::vector<float>> of_file;
  while (reader.read(of_file)) {
  }
  ASSERT_EQ(reader.silences().size(), 1U);
  for (const std::size_t piece : {2U, 1002U, 70000U, 1000000U}) {
    SampleConverter converter(44100, 2, {}, make_resampler);
    std::vector<std::vector<float>> signals(1);
    for (std::size_t i = 0; i < both.size(); i += piece)
      converter.push(std::span(both).subspan(i, std::min(piece, both.size() - i)), signals);
    ASSERT_EQ(converter.silences().size(), 1U);
    EXPECT_EQ(converter.silences()[0].start_s, reader.silences()[0].start_s);
    EXPECT_EQ(converter.silences()[0].end_s, reader.silences()[0].end_s);
  }
}

}  // namespace
}  // namespace affectus
