#include "audio/time_line.h"

#include <gmock/gmock.h>

#include "audio/fixtures.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::ffmpeg;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::read_whole;
using testing::recording_sample;
using testing::sample_file;
using testing::TemporaryFolder;
using testing::WholeRecording;

// Frames of 20 ms at 48 kHz in a container that counts milliseconds.
class StampedFrames : public ::testing::Test {
 protected:
  static constexpr int rate_hz = 48000, samples = 960;

  void open(const char* format) {
    context_.reset(ffmpeg::allocated(avformat_alloc_context()));
    context_->iformat = av_find_input_format(format);
    stream_ = ffmpeg::allocated(avformat_new_stream(context_.get(), nullptr));
    stream_->time_base = {1, 1000};
    stream_->codecpar->codec_type = AVMEDIA_TYPE_AUDIO;
    stream_->start_time = 0;
  }
  static ffmpeg::Frame frame(std::int64_t stamp_ms) {
    ffmpeg::Frame frame(ffmpeg::allocated(av_frame_alloc()));
    frame->best_effort_timestamp = stamp_ms;
    frame->nb_samples = samples;
    frame->sample_rate = rate_hz;
    return frame;
  }
  static double silence_s(TimeLine& line, std::int64_t stamp_ms) { return line.place(*frame(stamp_ms), true).silence_s; }

  std::unique_ptr<AVFormatContext, void (*)(AVFormatContext*)> context_{nullptr, &avformat_free_context};
  AVStream* stream_ = nullptr;
};

TEST_F(StampedFrames, RoundedStampsAreNoGaps) {
  open("matroska");
  TimeLine line(*context_, *stream_);
  for (int i = 0; i < 1000; ++i) {
    const auto next = frame(7 + i * 20 + (i * 37) % 13 - 6);
    EXPECT_TRUE(line.continues(*next));
    EXPECT_EQ(line.place(*next, true).silence_s, 0);
  }
  EXPECT_THAT(line.silences(), IsEmpty());
  EXPECT_EQ(line.disbelieved(), "");
}

TEST_F(StampedFrames, ALateStartAndGapsAreSilenceUpToAnHour) {
  open("matroska");
  TimeLine line(*context_, *stream_);
  EXPECT_NEAR(silence_s(line, 5000), 5, 1e-9);
  EXPECT_NEAR(silence_s(line, 5020), 0, 1e-9);
  EXPECT_NEAR(silence_s(line, 15040), 10, 1e-9);
  EXPECT_NEAR(silence_s(line, 15040 + 20 + 3599000), 3599, 1e-9);
  EXPECT_NEAR(line.late_s(), 5, 1e-9);
  ASSERT_EQ(line.silences().size(), 3U);
  EXPECT_EQ(line.silences()[0].why, Warning::late_start);
  EXPECT_EQ(line.silences()[1].why, Warning::gap);
  EXPECT_NEAR(line.silences()[1].start_s, 5.04, 1e-9);
  EXPECT_NEAR(line.silences()[1].end_s, 15.04, 1e-9);
  EXPECT_EQ(line.disbelieved(), "");
}

TEST_F(StampedFrames, StampsThatCannotBeTrueMakeNoHours) {
  open("matroska");
  TimeLine line(*context_, *stream_);
  EXPECT_EQ(silence_s(line, 0), 0);
  const auto stray = frame(1800000);
  EXPECT_FALSE(line.continues(*stray));
  EXPECT_FALSE(line.confirms(*stray, *frame(40)));
  EXPECT_EQ(line.place(*stray, false).silence_s, 0);
  EXPECT_TRUE(line.continues(*frame(40)));
  EXPECT_EQ(silence_s(line, 40), 0);
  EXPECT_EQ(silence_s(line, 40000000), 0);
  EXPECT_TRUE(line.continues(*frame(40000020)));
  EXPECT_EQ(silence_s(line, 20), 0);  // and back
  EXPECT_TRUE(line.continues(*frame(40)));
  EXPECT_THAT(line.silences(), IsEmpty());
  EXPECT_THAT(line.disbelieved(), HasSubstr("1 wrong time stamp"));
  EXPECT_THAT(line.disbelieved(), HasSubstr("jump by 39999.94 s at 0.06 s"));
}

TEST_F(StampedFrames, ManyGapsAreBoundedTogether) {
  open("matroska");
  TimeLine line(*context_, *stream_);
  double total_s = 0;
  for (std::int64_t i = 0; i < 100; ++i) total_s += silence_s(line, i * 3500000);
  EXPECT_LE(total_s, 43200);
  EXPECT_NE(line.disbelieved(), "");
}

TEST_F(StampedFrames, WhatLiesBeforeTheStartIsCut) {
  open("matroska");
  TimeLine line(*context_, *stream_);
  EXPECT_EQ(line.place(*frame(-30), true).skipped, samples);
  EXPECT_EQ(line.place(*frame(-10), true).skipped, 480);
  EXPECT_EQ(line.place(*frame(10), true).skipped, 0);
  EXPECT_THAT(line.silences(), IsEmpty());
}

TEST_F(StampedFrames, JoinedStreamsBeginAnewWithoutAWord) {
  open("mpegts");
  stream_->start_time = 1400;
  TimeLine line(*context_, *stream_);
  for (const int stamp_ms : {1400, 1420, 1440, 1400, 1420}) EXPECT_EQ(silence_s(line, stamp_ms), 0) << stamp_ms;
  for (const int stamp_ms : {0, 20}) EXPECT_EQ(silence_s(line, stamp_ms), 0) << stamp_ms;
  EXPECT_EQ(line.disbelieved(), "");
}

TEST_F(StampedFrames, FormatsThatCountSamplesHaveNoGaps) {
  open("mp3");
  TimeLine line(*context_, *stream_);
  for (const int stamp_ms : {70, 90, 9000}) EXPECT_EQ(silence_s(line, stamp_ms), 0) << stamp_ms;
}

// Sound that starts 5 s into the picture, by each muxer that can say so.
TEST(TimeLineTest, ALateStartIsSilenceInAnyContainer) {
  TemporaryFolder folder;
  for (const std::string name :
       {"a.mkv -c:v mpeg4 -c:a libopus", "a.mp4 -c:v mpeg4", "a.mov -c:v mpeg4", "a.webm -c:v libvpx",
        "a.ts -c:v mpeg2video", "a.mpg -c:v mpeg2video", "a.flv -ar 44100", "a.wmv", "a.ogv -c:v libtheora -c:a libvorbis",
        "b.ogv -c:v libtheora -c:a libopus", "a.nut -c:v mpeg4"}) {
    SCOPED_TRACE(name);
    const std::string file = name.substr(0, name.find(' ')), options = name.substr(file.size());
    ffmpeg("-f lavfi -i testsrc=s=64x64:r=25:d=8 -itsoffset 5 -t 3 -i " + sample_file + " -map 0:v -map 1:a" + options +
           " " + (folder / file).string());
    const WholeRecording late = read_whole(folder / file);
    EXPECT_NEAR(late.seconds(), 8, 0.15);
    EXPECT_EQ(late.power(0, 4.85), 0);
    EXPECT_GT(late.power(5, 8), 1e-4);
    EXPECT_THAT(late.warnings, ElementsAre(Warning::late_start));
    EXPECT_THAT(late.warning, HasSubstr("begins at "));
  }
}

// As a stream that was recorded from a broadcast: its places count from the broadcast's beginning.
TEST(TimeLineTest, AnOggFromTheMiddleOfAStreamIsWhole) {
  TemporaryFolder folder;
  for (const std::string codec : {"libopus", "libvorbis"}) {
    SCOPED_TRACE(codec);
    ffmpeg("-itsoffset 200 -t 3 -i " + sample_file + " -c:a " + codec + " " + (folder / (codec + ".ogg")).string());
    const WholeRecording whole = read_whole(folder / (codec + ".ogg"));
    EXPECT_NEAR(whole.seconds(), 3, 0.02);
    EXPECT_EQ(whole.warning, "");
  }
}

TEST(TimeLineTest, AGapIsSilenceOfItsLengthAndNamed) {
  TemporaryFolder folder;
  for (const std::string file : {"a.mkv", "a.mp4", "a.ts", "a.webm"}) {
    SCOPED_TRACE(file);
    const std::string codec = file == "a.ts" ? " -c:a mp2 " : " -c:a libopus ";
    ffmpeg("-t 10 -i " + sample_file + " -af \"asetpts='PTS+if(gte(T,5),10/TB,0)'\"" + codec + (folder / file).string());
    const WholeRecording gap = read_whole(folder / file);
    EXPECT_NEAR(gap.seconds(), 20, 0.2);
    EXPECT_EQ(gap.power(5.2, 14.8), 0);
    EXPECT_GT(gap.power(1, 5), 1e-4);
    EXPECT_GT(gap.power(15.1, 19), 1e-4);
    EXPECT_THAT(gap.warnings, ElementsAre(Warning::gap));
    EXPECT_THAT(gap.warning, ::testing::ContainsRegex("has no sound from 5\\.[01]. s to 15\\.[01]. s"));
  }
}

// A stream at any rate but 16 kHz is resampled with its silence.
TEST(TimeLineTest, SilenceIsOfTheSameLengthAtEveryRate) {
  TemporaryFolder folder;
  for (const char* rate : {"16000", "44100", "8000"}) {
    ffmpeg("-itsoffset 2 -t 3 -i " + sample_file + " -ar " + rate + " -c:a pcm_s16le " + (folder / "a.mkv").string());
    const WholeRecording late = read_whole(folder / "a.mkv");
    EXPECT_NEAR(late.seconds(), 5, 0.002) << rate;
    EXPECT_EQ(late.power(0, 1.99), 0) << rate;
  }
}

}  // namespace
}  // namespace affectus
