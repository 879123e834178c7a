// A recording reads back as what was written, also while it is written.
#include "capture/wave_recorder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <string>

#include "affectus/audio.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

std::vector<float> ramp(std::size_t count) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) samples[i] = static_cast<float>(static_cast<int>(i % 2001) - 1000) / 32768;
  return samples;
}

class WaveRecorderTest : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "a.wav";
};

TEST_F(WaveRecorderTest, ReadsBackToTheLastBit) {
  const std::vector<float> samples = ramp(40000);
  WaveRecorder recorder(file_, 16000);
  recorder.write(std::span(samples).first(12345));
  recorder.write(std::span(samples).subspan(12345));
  recorder.write_silence(20000);
  recorder.finish();
  std::vector<float> expected = samples;
  expected.resize(60000);
  std::string warning;
  EXPECT_EQ(read_audio(file_, {}, &warning), expected);
  EXPECT_EQ(warning, "");
}

TEST_F(WaveRecorderTest, WhatLiesBeyondFullScaleIsClipped) {
  WaveRecorder recorder(file_, 16000);
  recorder.write(std::vector<float>{1, -1, 2, -2, NAN, INFINITY});
  recorder.finish();
  const float most = 32767.0F / 32768;
  EXPECT_EQ(read_audio(file_), (std::vector<float>{most, -1, most, -1, 0, 0}));
}

// As after a kill: nothing is closed, and no more than a second is missing.
TEST_F(WaveRecorderTest, IsReadableAtAnyTime) {
  const std::vector<float> samples = ramp(160000);
  WaveRecorder recorder(file_, 16000);
  for (std::size_t done = 0; done < samples.size(); done += 1000) {
    recorder.write(std::span(samples).subspan(done, 1000));
    if (done % 9000 != 0 || done < 16000) continue;
    const std::vector<float> found = read_audio(file_);
    ASSERT_GE(found.size() + 16000, done + 1000);
    EXPECT_TRUE(std::equal(found.begin(), found.end(), samples.begin()));
  }
}

TEST_F(WaveRecorderTest, ALargeRecordingIsOfRf64) {
  const std::vector<float> samples = ramp(40000);
  WaveRecorder recorder(file_, 16000, FileSystem::system(), /*header_limit=*/40000);
  recorder.write(std::span(samples).first(18000));
  EXPECT_EQ(read_file(file_).substr(0, 4), "RIFF");
  recorder.write(std::span(samples).subspan(18000));
  recorder.finish();
  EXPECT_EQ(read_file(file_).substr(0, 4), "RF64");
  std::string warning;
  EXPECT_EQ(read_audio(file_, {}, &warning), samples);
  EXPECT_EQ(warning, "");
}

TEST_F(WaveRecorderTest, AnEmptyRecordingIsAWavWithoutSamples) {
  WaveRecorder(file_, 48000).finish();
  EXPECT_EQ(read_file(file_).size(), 80U);
}

TEST_F(WaveRecorderTest, WhatCannotBeWrittenIsAnError) {
  EXPECT_EQ(testing::failure_code([&] { WaveRecorder(folder_ / "no" / "a.wav", 16000); }), ErrorCode::unwritable);
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(testing::failure_code([&] { WaveRecorder(folder_ / "pipe", 16000); }), ErrorCode::invalid_argument);
}

// The disk is full after some time: the recording until then stays.
TEST_F(WaveRecorderTest, AFullDiskIsAnErrorThatNamesTheFile) {
  struct FullDisk : FileSystem {
    ssize_t write(int descriptor, const void* bytes, std::size_t size) override {
      if (left >= size) {
        left -= size;
        return FileSystem::write(descriptor, bytes, size);
      }
      errno = ENOSPC;
      return -1;
    }
    std::size_t left = 100000;
  } disk;
  const std::vector<float> samples = ramp(100000);
  WaveRecorder recorder(file_, 16000, disk);
  const std::string message = testing::failure(
      [&] {
        for (std::size_t done = 0; done < samples.size(); done += 1000)
          recorder.write(std::span(samples).subspan(done, 1000));
      },
      ErrorCode::unwritable);
  EXPECT_NE(message.find(file_.string()), std::string::npos) << message;
  EXPECT_GE(read_audio(file_).size(), 32000U);
}

}  // namespace
}  // namespace affectus
