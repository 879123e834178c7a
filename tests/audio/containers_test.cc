// What containers say wrongly, or of other things than the sound that is read.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "audio/byte_input.h"
#include "audio/ffmpeg.h"
#include "audio/fixtures.h"
#include "audio/sources.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"
#include "wave_file.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::ffmpeg;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Pipe;
using testing::read_whole;
using testing::recording_sample;
using testing::sample_file;
using testing::TemporaryFolder;
using testing::WholeRecording;

void write(const std::filesystem::path& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

std::vector<float> tone(std::size_t count) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) samples[i] = 0.4F * static_cast<float>(std::sin(0.3 * static_cast<double>(i)));
  return samples;
}

// A 16 kHz mono file whose data chunk says another length than it has.
std::string wave_with_length(const std::filesystem::path& file, const std::vector<float>& samples, std::uint32_t bytes) {
  testing::write_wave(file, samples);
  std::string content = read_file(file);
  for (std::size_t i = 0; i < 4; ++i) content[40 + i] = static_cast<char>(bytes >> (8 * i) & 0xff);
  write(file, content);
  return content;
}

TEST(ContainersTest, WhatFfmpegPipesIsWhole) {
  TemporaryFolder folder;
  for (const char* format : {"wav", "flac", "mp3", "ogg", "matroska", "au", "caf"}) {
    const std::string file = (folder / "piped").string();
    ffmpeg("-i " + sample_file + " -t 1.013 -f " + format + " - > " + file);
    EXPECT_EQ(read_whole(file).warning, "") << format;
    EXPECT_EQ(read_whole(Pipe(folder / (std::string(format) + ".pipe"), read_file(file)).path()).warning, "") << format;
  }
}

TEST(ContainersTest, WhatSoxPipesIsWhole) {
  TemporaryFolder folder;
  const std::string file = (folder / "piped").string();
  ASSERT_EQ(std::system(("sox " + sample_file + " -t wav - trim 0 1 | cat > " + file).c_str()), 0);
  EXPECT_NEAR(read_whole(file).seconds(), 1, 1e-3);
  EXPECT_EQ(read_whole(file).warning, "");
  EXPECT_EQ(read_whole(Pipe(folder / "pipe", read_file(file)).path()).warning, "");
}

TEST(ContainersTest, APictureLongerThanTheSoundIsNoCut) {
  TemporaryFolder folder;
  for (const std::string file : {"a.wmv", "a.mp4", "a.mkv", "a.avi", "a.ts", "a.mpg", "a.mov"}) {
    ffmpeg("-f lavfi -i testsrc=s=64x64:r=25:d=9 -t 3 -i " + sample_file + " -map 0:v -map 1:a " + (folder / file).string());
    EXPECT_EQ(read_whole(folder / file).warning, "") << file;
    EXPECT_NEAR(read_whole(folder / file).seconds(), 3, 0.15) << file;
  }
}

TEST(ContainersTest, AWavePipedAndCutShortIsTruncated) {
  TemporaryFolder folder;
  testing::write_wave(folder / "a.wav", tone(48000));
  const WholeRecording cut = read_whole(Pipe(folder / "pipe", read_file(folder / "a.wav").substr(0, 20044)).path());
  EXPECT_EQ(cut.samples.size(), 10000U);
  EXPECT_THAT(cut.warnings, ElementsAre(Warning::truncated));
  EXPECT_THAT(cut.warning, HasSubstr("0.62 s of 3.00 s"));
}

TEST(ContainersTest, CutContainersAreTruncatedNotDamaged) {
  TemporaryFolder folder;
  for (const std::string file : {"a.flac", "a.mkv", "a.wav", "a.m4a", "a.avi", "a.ogg", "a.opus", "a.caf", "a.w64"}) {
    ffmpeg("-i " + sample_file + (file == "a.m4a" ? " -movflags +faststart " : " ") + (folder / file).string());
    std::filesystem::resize_file(folder / file, std::filesystem::file_size(folder / file) / 2);
    EXPECT_THAT(read_whole(folder / file).warnings, ElementsAre(Warning::truncated)) << file;
  }
}

// Its packets are larger than what it says of its blocks, by which FFmpeg counts.
TEST(ContainersTest, AnAviHasNoGapWhereItsPacketsAreLarge) {
  TemporaryFolder folder;
  const std::string file = folder / "a.avi";
  ffmpeg("-f lavfi -i testsrc=s=64x48:r=10:d=5 -t 5 -i " + sample_file + " -map 0:v -map 1:a -c:v mpeg4 -c:a aac " + file);
  EXPECT_EQ(read_whole(file).warning, "");
  EXPECT_NEAR(read_whole(file).seconds(), 5, 0.15);
}

TEST(ContainersTest, HeadersOfJoinedRecordingsAreNoDamage) {
  TemporaryFolder folder;
  ffmpeg("-t 2 -i " + sample_file + " " + (folder / "a.opus").string());
  write(folder / "b.opus", read_file(folder / "a.opus") + read_file(folder / "a.opus"));
  EXPECT_EQ(read_whole(folder / "b.opus").warning, "");
  EXPECT_NEAR(read_whole(folder / "b.opus").seconds(), 4, 0.05);
}

TEST(ContainersTest, AWaveWithoutDataIsRefusedAtOnce) {
  TemporaryFolder folder;
  testing::write_wave(folder / "a.wav", tone(100));
  const std::string head = read_file(folder / "a.wav").substr(0, 36);
  write(folder / "zeros.wav", head + std::string(std::size_t{1} << 20U, '\0'));
  EXPECT_THAT(testing::failure([&] { read_whole(folder / "zeros.wav"); }, ErrorCode::invalid_format),
              HasSubstr("data chunk"));
  EXPECT_THAT(testing::failure([&] { read_whole(Pipe(folder / "pipe", read_file(folder / "zeros.wav")).path()); }),
              HasSubstr("data chunk"));
}

TEST(ContainersTest, WhatIsNoRecordingIsCalledWhatItIs) {
  TemporaryFolder folder;
  write(folder / "pointer.wav", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
  write(folder / "page.mp3", "<!DOCTYPE html><html><body>Not found</body></html>");
  write(folder / "call.wav", std::string(100000, '\x55'));
  EXPECT_THAT(testing::failure([&] { read_whole(folder / "pointer.wav"); }), HasSubstr("Git LFS pointer, not a recording"));
  EXPECT_THAT(testing::failure([&] { read_whole(folder / "page.mp3"); }), HasSubstr("web page (HTML), not a recording"));
  EXPECT_THAT(testing::failure([&] { read_whole(folder / "call.wav"); }), HasSubstr("--raw"));
}

TEST(ContainersTest, WithoutItsIndexAnMp4IsCutShort) {
  TemporaryFolder folder;
  const std::string file = folder / "a.m4a";
  ffmpeg("-t 5 -i " + sample_file + " " + file);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) * 9 / 10);
  EXPECT_THAT(testing::failure([&] { read_whole(file); }, ErrorCode::invalid_format),
              HasSubstr("its index (moov) is missing"));
  EXPECT_THAT(testing::failure([&] { read_whole(Pipe(folder / "pipe", read_file(file)).path()); }),
              HasSubstr("its index (moov) is missing"));
}

TEST(ContainersTest, SamplesThatBeginWithAHeaderAreSaid) {
  TemporaryFolder folder;
  testing::write_wave(folder / "a.wav", tone(16000));
  const RecordingOptions raw = {.raw = RawFormat{RawEncoding::mulaw, 8000, 1}};
  EXPECT_THAT(read_whole(folder / "a.wav", raw).warning, HasSubstr("begins as WAV does"));
}

TEST(ContainersTest, TheFirstTrackIsReadAndTheOthersNamed) {
  TemporaryFolder folder;
  const std::string two = " -f lavfi -t 2 -i sine=f=500:r=44100 -t 3 -i " + sample_file +
                          " -map 0:a -map 1:a -metadata:s:a:0 language=eng -metadata:s:a:1 language=deu ";
  for (const char* file : {"a.mp4", "a.mkv"}) {
    ffmpeg(two + (folder / file).string());
    const WholeRecording first = read_whole(folder / file);
    EXPECT_NEAR(first.seconds(), 2, 0.1);
    EXPECT_THAT(first.warning, AllOf(HasSubstr("2 audio tracks: 0 ("), HasSubstr("eng) is read"), HasSubstr("--track"),
                                     HasSubstr("1 ("), HasSubstr("deu")));
    EXPECT_THAT(first.warnings, IsEmpty());
    EXPECT_NEAR(read_whole(folder / file, {.track = 1}).seconds(), 3, 0.1);
    EXPECT_EQ(read_whole(folder / file, {.track = 1}).warning, "");
    EXPECT_EQ(read_whole(folder / file, {.track = 0}).samples, first.samples);
    EXPECT_THAT(testing::failure([&] { read_whole(folder / file, {.track = 2}); }, ErrorCode::invalid_argument),
                AllOf(HasSubstr(file), HasSubstr("0 to 1, found 2"), HasSubstr("deu")));
  }
  EXPECT_THAT(testing::failure([&] { read_whole(recording_sample, {.track = 1}); }, ErrorCode::invalid_argument),
              HasSubstr("0 to 0, found 1"));
  testing::failure([&] { read_whole(recording_sample, {.track = -1}); }, ErrorCode::invalid_argument);
}

TEST(ContainersTest, AWaveWhoseLengthHasWrappedIsReadToItsEnd) {
  TemporaryFolder folder;
  const std::vector<float> samples = tone(48000);
  testing::write_wave(folder / "whole.wav", samples);
  const std::string content = wave_with_length(folder / "a.wav", samples, 32000);
  const WholeRecording read = read_whole(folder / "a.wav");
  EXPECT_EQ(read.samples, read_whole(folder / "whole.wav").samples);
  EXPECT_THAT(read.warning, HasSubstr("all 3.00 s are read"));
  EXPECT_THAT(read.warnings, IsEmpty());
  EXPECT_EQ(read_whole(Pipe(folder / "pipe", content).path()).samples, read.samples);
}

TEST(ContainersTest, OfJoinedWavesTheFirstIsReadAndTheOtherTold) {
  TemporaryFolder folder;
  testing::write_wave(folder / "one.wav", tone(16000));
  const std::string one = read_file(folder / "one.wav");
  write(folder / "two.wav", one + one);
  const WholeRecording read = read_whole(folder / "two.wav");
  EXPECT_EQ(read.samples.size(), 16000U);
  EXPECT_THAT(read.warning, HasSubstr("32044 bytes (about 1.00 s) are not read"));
  EXPECT_THAT(read.warnings, ElementsAre(Warning::truncated));
  const WholeRecording piped = read_whole(Pipe(folder / "pipe", one + one).path());
  EXPECT_EQ(piped.samples, read.samples);
  EXPECT_THAT(piped.warning, HasSubstr("another recording follows"));
}

TEST(ContainersTest, ChunksBehindTheSoundAreNeitherReadNorTold) {
  TemporaryFolder folder;
  testing::write_wave(folder / "one.wav", tone(16000));
  const std::string one = read_file(folder / "one.wav"), chunk = std::string("LIST\4\0\0\0INFO", 12);
  write(folder / "a.wav", one + chunk);
  EXPECT_EQ(read_whole(folder / "a.wav").samples.size(), 16000U);
  EXPECT_EQ(read_whole(folder / "a.wav").warning, "");
  EXPECT_EQ(read_whole(Pipe(folder / "pipe", one + chunk).path()).samples.size(), 16000U);
}

// A recorder's file that was allocated before: gigabytes that no search may go through.
TEST(ContainersTest, ZerosBehindTheSoundAreToldAndNotSearched) {
  TemporaryFolder folder;
  testing::write_wave(folder / "a.wav", tone(16000));
  std::filesystem::resize_file(folder / "a.wav", std::uintmax_t{3} << 30);
  std::size_t asked = 0;
  AudioReader reader = AudioReader::open(folder / "a.wav", {.stopped = [&] { return ++asked > 10000; }});
  std::vector<std::vector<float>> signals;
  while (reader.read(signals)) {
  }
  EXPECT_EQ(signals[0].size(), 16000U);
  EXPECT_THAT(reader.warning(), HasSubstr("of zeros after its end"));
  EXPECT_LT(asked, 1000U);
}

TEST(ContainersTest, BigEndianWavesAreSoundNotNoise) {
  TemporaryFolder folder;
  const std::string big = (folder / "big.wav").string(), little = (folder / "little.wav").string();
  for (const char* to : {" -c 1 ", " -c 2 -r 44100 "}) {
    ASSERT_EQ(std::system(("sox -D " + sample_file + to + little + " trim 0 1").c_str()), 0);
    ASSERT_EQ(std::system(("sox -D " + little + " -B " + big).c_str()), 0);
    const std::string content = read_file(big);
    ASSERT_EQ(content.substr(0, 4), "RIFX");
    EXPECT_EQ(read_whole(big).samples, read_whole(little).samples);
    EXPECT_EQ(read_whole(big).warning, "");
    EXPECT_EQ(read_whole(Pipe(folder / "pipe", content).path()).samples, read_whole(little).samples);
    std::filesystem::remove(folder / "pipe");
  }
}

TEST(ContainersTest, RatesThatSpeechCannotHaveAreRefusedByName) {
  TemporaryFolder folder;
  for (const std::uint32_t rate : {1U, 1000U, 3999U, 768001U, 1536000U, 2147483647U}) {
    testing::write_wave(folder / "a.wav", tone(4096), rate);
    EXPECT_THAT(testing::failure([&] { read_whole(folder / "a.wav"); }, ErrorCode::invalid_format),
                AllOf(HasSubstr("a.wav"), HasSubstr("4000 to 768000 Hz, found " + std::to_string(rate))));
    testing::failure([&] { read_whole(Pipe(folder / ("pipe" + std::to_string(rate)), read_file(folder / "a.wav")).path()); },
                     ErrorCode::invalid_format);
  }
  for (const std::uint32_t rate : {4000U, 768000U}) {
    testing::write_wave(folder / "a.wav", tone(rate), rate);
    EXPECT_NEAR(read_whole(folder / "a.wav").seconds(), 1, 0.001);
  }
}

TEST(ContainersTest, WhatLiesBeyondTheLongestDurationIsLeftOut) {
  TemporaryFolder folder;
  const WholeRecording whole = read_whole(recording_sample);
  for (const double most_s : {0.5, 10.0001, 24.0}) {
    const WholeRecording part = read_whole(recording_sample, {.max_duration_s = most_s});
    EXPECT_EQ(part.samples.size(), static_cast<std::size_t>(std::llround(most_s * 16000)));
    EXPECT_TRUE(std::equal(part.samples.begin(), part.samples.end(), whole.samples.begin()));
    EXPECT_THAT(part.warnings, ElementsAre(Warning::truncated));
    EXPECT_THAT(part.warning, HasSubstr("the rest is left out"));
  }
  for (const double most_s : {24.73, 25.0, 1e8}) {
    EXPECT_EQ(read_whole(recording_sample, {.max_duration_s = most_s}).samples, whole.samples);
    EXPECT_EQ(read_whole(recording_sample, {.max_duration_s = most_s}).warning, "");
  }
  ffmpeg("-i " + sample_file + " -ar 44100 " + (folder / "a.wav").string());
  EXPECT_EQ(read_whole(folder / "a.wav", {.max_duration_s = 3}).samples.size(), 48000U);
  for (const double most_s : {0.0, -1.0, std::nan("")})
    testing::failure([&] { read_whole(recording_sample, {.max_duration_s = most_s}); }, ErrorCode::invalid_argument);
}

// An hour of silence is 60 KB of FLAC: whoever asks for a minute waits for a minute's only, and memory is that of a block.
TEST(ContainersTest, ASmallFileOfHoursIsReadInBlocks) {
  TemporaryFolder folder;
  ffmpeg("-f lavfi -i anullsrc=r=4000:cl=mono -t 36000 " + (folder / "a.flac").string());
  AudioReader reader = AudioReader::open(folder / "a.flac", {.recording = {.max_duration_s = 3600}});
  std::vector<std::vector<float>> signals(1);
  std::size_t samples = 0, largest = 0;
  while (reader.read(signals)) {
    samples += signals[0].size();
    largest = std::max(largest, signals[0].size());
    signals[0].clear();
  }
  EXPECT_EQ(samples, std::size_t{3600} * 16000);
  EXPECT_LT(largest, 200000U);
}

// A medium that fails after so many bytes.
class FailingInput : public ByteInput {
 public:
  FailingInput(std::string bytes, bool is_seekable) : bytes_(std::move(bytes)), is_seekable_(is_seekable) {}
  int read(std::uint8_t* buffer, std::size_t size) override {
    if (place_ >= bytes_.size()) return AVERROR(EIO);
    const std::size_t count = std::min(size, bytes_.size() - place_);
    std::copy_n(bytes_.data() + place_, count, buffer);
    place_ += count;
    return static_cast<int>(count);
  }
  bool is_seekable() const override { return is_seekable_; }
  bool seek(std::uint64_t place) override {
    place_ = place;
    return true;
  }
  std::uint64_t size() const override { return 791404; }
  std::string bytes_at(std::uint64_t place, std::size_t count) const override {
    return place < bytes_.size() ? bytes_.substr(place, count) : std::string();
  }

 private:
  std::string bytes_;
  bool is_seekable_;
  std::size_t place_ = 0;
};

TEST(ContainersTest, BytesThatCannotBeReadAreNoEmptyRecording) {
  TemporaryFolder folder;
  ffmpeg("-i " + sample_file + " -bitexact " + (folder / "a.wav").string());
  const std::string content = read_file(folder / "a.wav");
  for (const bool is_seekable : {false, true}) {
    for (const std::size_t count : {0U, 20U, 44U}) {
      const auto read = [&] {
        auto input = std::make_unique<FailingInput>(content.substr(0, count), is_seekable);
        AudioReader reader = InputReader::open(std::move(input), "the disk");
        std::vector<std::vector<float>> signals;
        reader.read(signals);
      };
      EXPECT_EQ(testing::failure(read, ErrorCode::unreadable), "the disk: cannot be read: Input/output error") << count;
    }
    auto input = std::make_unique<FailingInput>(content.substr(0, 320044), is_seekable);
    AudioReader reader = InputReader::open(std::move(input), "the disk");
    std::vector<std::vector<float>> signals;
    while (reader.read(signals)) {
    }
    EXPECT_NEAR(static_cast<double>(signals[0].size()), 160000, 4096);
    EXPECT_THAT(reader.warnings(), ElementsAre(Warning::truncated));
    EXPECT_THAT(reader.warning(), HasSubstr("Input/output error"));
  }
}

}  // namespace
}  // namespace affectus
