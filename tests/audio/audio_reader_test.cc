#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "audio/sources.h"
#include "base/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::LocalListener;
using testing::Pipe;
using testing::TemporaryFolder;

const std::filesystem::path sample = AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac";
constexpr std::size_t sample_count = 395680;

// Makes fixtures with the ffmpeg program, a dependency of the tests.
void ffmpeg(const std::string& arguments) {
  ASSERT_EQ(std::system(("ffmpeg -v error -y " + arguments).c_str()), 0) << arguments;
}

Error failure(const std::filesystem::path& path, ChannelChoice channels = {}) {
  try {
    read_audio(path, channels);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << path << " was read";
  return {ErrorCode::cancelled, ""};
}

TEST(AudioReaderTest, SixteenBitAtSixteenKilohertzIsExact) {
  TemporaryFolder folder;
  ffmpeg("-i " + sample.string() + " " + (folder / "a.wav").string());
  const std::vector<float> flac = read_audio(sample), wav = read_audio(folder / "a.wav");
  ASSERT_EQ(flac.size(), sample_count);
  EXPECT_EQ(flac, wav);
  for (const float value : flac) ASSERT_EQ(value * 32768, std::nearbyint(value * 32768));
}

TEST(AudioReaderTest, ContainersAndCodecs) {
  TemporaryFolder folder;
  for (const char* name : {"a.mp3", "a.ogg", "a.opus", "a.m4a", "a.webm", "a.mkv", "a.aiff", "a.au"}) {
    ffmpeg("-i " + sample.string() + " " + (folder / name).string());
    const std::vector<float> samples = read_audio(folder / name);
    EXPECT_NEAR(static_cast<double>(samples.size()), static_cast<double>(sample_count), 1600) << name;
    double energy = 0;
    for (const float value : samples) energy += value * value;
    EXPECT_NEAR(energy / static_cast<double>(samples.size()), 0.00396, 0.0008) << name;
  }
}

TEST(AudioReaderTest, RatesFormatsAndChannelsKeepLengthFrequencyAndLevel) {
  TemporaryFolder folder;
  for (const int rate : {8000, 11025, 22050, 44100, 48000, 96000, 192000}) {
    for (const char* format : {"pcm_u8", "pcm_s24le", "pcm_f32le", "pcm_f64le"}) {
      const std::string file = (folder / "a.wav").string();
      ffmpeg("-f lavfi -i 'sine=f=500:r=" + std::to_string(rate) + ":d=1.5,volume=4' -ac 2 -c:a " + format + " " + file);
      const std::vector<float> samples = read_audio(file);
      EXPECT_NEAR(static_cast<double>(samples.size()), 24000, 1) << rate << ' ' << format;
      // Correlation with a sine of 500 Hz in both phases gives its amplitude.
      double in_phase = 0, quadrature = 0;
      for (std::size_t i = 4000; i < 20000; ++i) {
        const double angle = 2 * std::numbers::pi * 500 * static_cast<double>(i) / 16000;
        in_phase += samples[i] * std::sin(angle);
        quadrature += samples[i] * std::cos(angle);
      }
      EXPECT_NEAR(std::hypot(in_phase, quadrature) / 8000, 0.5 * std::sqrt(0.5), 0.01) << rate << ' ' << format;
    }
  }
}

TEST(AudioReaderTest, ChannelsAreMixedChosenOrGivenEach) {
  TemporaryFolder folder;
  const std::string file = (folder / "a.wav").string();
  ffmpeg("-f lavfi -i 'aevalsrc=0.2|0.4|-0.1:s=16000:d=0.5' -c:a pcm_f32le " + file);
  EXPECT_NEAR(read_audio(file)[100], 0.5F / 3, 1e-6F);
  EXPECT_NEAR(read_audio(file, {ChannelChoice::Kind::one, 2})[100], -0.1F, 1e-6F);
  AudioReader reader = AudioReader::open(file, ChannelChoice::parse("each"));
  ASSERT_EQ(reader.channels(), 3U);
  std::vector<std::vector<float>> signals;
  while (reader.read(signals)) {
  }
  EXPECT_EQ(signals[1].size(), 8000U);
  EXPECT_NEAR(signals[1][100], 0.4F, 1e-6F);
  const Error error = failure(file, {ChannelChoice::Kind::one, 3});
  EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
  EXPECT_THAT(error.what(), HasSubstr("0 to 2, found 3"));
}

TEST(AudioReaderTest, WhatIsNoRecordingIsNamed) {
  TemporaryFolder folder;
  const auto write = [&](const char* name, const std::string& content) {
    write_file_atomically(folder / name, [&](std::ostream& out) { out << content; });
    return folder / name;
  };
  EXPECT_EQ(failure(folder / "missing.wav").code(), ErrorCode::not_found);
  EXPECT_EQ(failure(folder.path()).code(), ErrorCode::unreadable);
  EXPECT_EQ(failure(write("empty.wav", "")).code(), ErrorCode::no_audio);
  EXPECT_EQ(failure(write("text.wav", "hello\n")).code(), ErrorCode::invalid_format);
  EXPECT_EQ(failure(write("http:x.wav", "hello\n")).code(), ErrorCode::invalid_format);
  ffmpeg("-f lavfi -i testsrc=d=0.2 " + (folder / "silent.mp4").string());
  EXPECT_EQ(failure(folder / "silent.mp4").code(), ErrorCode::no_audio);
  for (const char* name : {"missing.wav", "empty.wav", "text.wav", "silent.mp4"})
    EXPECT_THAT(failure(folder / name).what(), HasSubstr(name));
}

TEST(AudioReaderTest, WhatNamesOtherSourcesIsRefusedAndOpensNone) {
  TemporaryFolder folder;
  ffmpeg("-i " + sample.string() + " " + (folder / "a.ts").string());
  ffmpeg("-i " + sample.string() + " " + (folder / "a.wav").string());
  const LocalListener listener;
  const std::string address = "127.0.0.1:" + std::to_string(listener.port());
  const std::string manifest_head =
      "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" "
      "profiles=\"urn:mpeg:dash:profile:isoff-on-demand:2011\" mediaPresentationDuration=\"PT24S\"><Period><AdaptationSet "
      "mimeType=\"audio/mp4\"><Representation id=\"1\" "
      "bandwidth=\"1000\"><BaseURL>";
  const std::string manifest_end = "</BaseURL></Representation></AdaptationSet></Period></MPD>";
  const std::map<std::string, std::string> files = {
      {"near.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:30\n#EXTINF:24,\na.ts\n#EXT-X-ENDLIST\n"},
      {"far.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:30\n#EXTINF:24,\nhttp://" + address + "/a.ts\n#EXT-X-ENDLIST\n"},
      {"near.ffconcat", "ffconcat version 1.0\nfile a.wav\n"},
      {"disguised.wav", "ffconcat version 1.0\nfile a.ts\n"},
      {"far.ffconcat", "ffconcat version 1.0\nfile http://" + address + "/a.wav\n"},
      {"near.mpd", manifest_head + "a.wav" + manifest_end},
      {"far.mpd", manifest_head + "http://" + address + "/a.wav" + manifest_end},
      {"far.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio " +
                      std::to_string(listener.port()) + " RTP/AVP 0\n"},
  };
  for (const auto& [name, content] : files) {
    write_file_atomically(folder / name, [&](std::ostream& out) { out << content; });
    EXPECT_THAT(failure(folder / name).what(), ::testing::AllOf(HasSubstr(name), HasSubstr("only names other files")));
  }
  EXPECT_FALSE(listener.was_reached());
}

TEST(AudioReaderTest, ARecordingInAPipeIsTheRecordingInAFile) {
  TemporaryFolder folder;
  for (const char* extension : {"wav", "flac", "m4a", "ogg"}) {
    const std::filesystem::path file = folder / (std::string("a.") + extension);
    ffmpeg("-i " + sample.string() + " -ac 1 " + file.string());
    EXPECT_EQ(read_audio(Pipe(folder / (std::string(extension) + ".pipe"), read_file(file)).path()), read_audio(file))
        << extension;
  }
}

TEST(AudioReaderTest, APipeThatBreaksOffGivesWhatCameAndAWarning) {
  TemporaryFolder folder;
  const std::string content = read_file(sample);
  std::string warning;
  const auto samples = read_audio(Pipe(folder / "a.pipe", content.substr(0, content.size() / 2)).path(), {}, &warning);
  EXPECT_GT(samples.size(), sample_count / 3);
  EXPECT_NE(warning, "");
}

TEST(AudioReaderTest, FailuresLeaveNoDescriptorOpen) {
  TemporaryFolder folder;
  write_file_atomically(folder / "junk.wav", [](std::ostream& out) { out << std::string(5000, 'x'); });
  write_file_atomically(folder / "empty.wav", [](std::ostream&) {});
  const auto open_descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
  };
  failure(folder / "junk.wav");
  const auto before = open_descriptors();
  for (int i = 0; i < 3; ++i) {
    failure(folder / "junk.wav");
    failure(folder / "empty.wav");
    failure(folder / ".");
    failure(Pipe(folder / ("junk" + std::to_string(i)), std::string("....ftyp") + std::string(5000, 'x')).path());
    failure(Pipe(folder / ("empty" + std::to_string(i)), "").path());
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(AudioReaderTest, ACutFileGivesWhatIsThereAndAWarning) {
  TemporaryFolder folder;
  ffmpeg("-i " + sample.string() + " " + (folder / "whole.wav").string());
  for (const std::filesystem::path& whole : {sample, folder / "whole.wav"}) {
    const std::filesystem::path cut = folder / ("cut" + whole.extension().string());
    std::filesystem::copy_file(whole, cut);
    std::filesystem::resize_file(cut, std::filesystem::file_size(whole) / 2);
    std::string warning;
    const std::vector<float> samples = read_audio(cut, {}, &warning);
    EXPECT_GT(samples.size(), sample_count / 3);
    EXPECT_LT(samples.size(), sample_count * 2 / 3);
    EXPECT_THAT(warning, HasSubstr("s of 24.73 s")) << cut;
  }
  std::string warning;
  read_audio(sample, {}, &warning);
  EXPECT_EQ(warning, "");
}

TEST(AudioReaderTest, FlippedBitsNeitherCrashNorHang) {
  TemporaryFolder folder;
  ffmpeg("-i " + sample.string() + " -t 1 " + (folder / "a.flac").string());
  ffmpeg("-i " + sample.string() + " -t 1 " + (folder / "a.mp3").string());
  ffmpeg("-i " + sample.string() + " -t 1 " + (folder / "a.m4a").string());
  unsigned state = 1;
  for (const char* name : {"a.flac", "a.mp3", "a.m4a"}) {
    const std::string whole = read_file(folder / name);
    for (int attempt = 0; attempt < 40; ++attempt) {
      std::string broken = whole;
      for (int flips = 0; flips < 20; ++flips) {
        state = state * 1664525 + 1013904223;
        broken[state % broken.size()] ^= static_cast<char>(1 << (state >> 29));
      }
      write_file_atomically(folder / "broken", [&](std::ostream& out) { out << broken; });
      try {
        for (const float value : read_audio(folder / "broken")) ASSERT_TRUE(std::isfinite(value));
      } catch (const Error&) {
      }
    }
  }
}

}  // namespace
}  // namespace affectus
