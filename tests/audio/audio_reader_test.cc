#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "affectus/prediction.h"
#include "audio/fixtures.h"
#include "audio/sources.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"
#include "wave_file.h"

namespace affectus {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::ffmpeg;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LocalListener;
using testing::Pipe;
using testing::recording_sample;
using testing::recording_sample_count;
using testing::sample_file;
using testing::TemporaryFolder;

Error failure(const std::filesystem::path& path, ChannelChoice channels = {}) {
  try {
    read_audio(path, channels);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << path << " was read";
  return {ErrorCode::cancelled, ""};
}

void read_to_end(AudioReader& reader) {
  std::vector<std::vector<float>> signals;
  while (reader.read(signals)) {
  }
}

// Reads all of it.
ErrorCode cancelled_by(const std::filesystem::path& path, const AudioOptions& options) {
  return testing::failure_code([&] {
    AudioReader reader = AudioReader::open(path, options);
    read_to_end(reader);
  });
}

TEST(AudioReaderTest, SixteenBitAtSixteenKilohertzIsExact) {
  TemporaryFolder folder;
  ffmpeg("-i " + sample_file + " " + (folder / "a.wav").string());
  const std::vector<float> flac = read_audio(recording_sample), wav = read_audio(folder / "a.wav");
  ASSERT_EQ(flac.size(), recording_sample_count);
  EXPECT_EQ(flac, wav);
  for (const float value : flac) ASSERT_EQ(value * 32768, std::nearbyint(value * 32768));
}

TEST(AudioReaderTest, ContainersAndCodecs) {
  TemporaryFolder folder;
  for (const char* name : {"a.mp3", "a.ogg", "a.opus", "a.m4a", "a.webm", "a.mkv", "a.aiff", "a.au"}) {
    ffmpeg("-i " + sample_file + " " + (folder / name).string());
    const std::vector<float> samples = read_audio(folder / name);
    EXPECT_NEAR(static_cast<double>(samples.size()), static_cast<double>(recording_sample_count), 1600) << name;
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
  AudioReader reader = AudioReader::open(file, {.channels = {ChannelChoice::Kind::each}});
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
  ffmpeg("-i " + sample_file + " " + (folder / "a.ts").string());
  ffmpeg("-i " + sample_file + " " + (folder / "a.wav").string());
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
    write_file_atomically(folder / name, [&text = content](std::ostream& out) { out << text; });
    EXPECT_THAT(failure(folder / name).what(), ::testing::AllOf(HasSubstr(name), HasSubstr("only names other files")));
  }
  EXPECT_FALSE(listener.was_reached());
}

TEST(AudioReaderTest, ARecordingInAPipeIsTheRecordingInAFile) {
  TemporaryFolder folder;
  for (const char* extension : {"wav", "flac", "m4a", "ogg"}) {
    const std::filesystem::path file = folder / (std::string("a.") + extension);
    ffmpeg("-i " + sample_file + " -ac 1 " + file.string());
    EXPECT_EQ(read_audio(Pipe(folder / (std::string(extension) + ".pipe"), read_file(file)).path()), read_audio(file))
        << extension;
  }
}

TEST(AudioReaderTest, APipeThatBreaksOffGivesWhatCameAndAWarning) {
  TemporaryFolder folder;
  const std::string content = read_file(recording_sample);
  std::string warning;
  const auto samples = read_audio(Pipe(folder / "a.pipe", content.substr(0, content.size() / 2)).path(), {}, &warning);
  EXPECT_GT(samples.size(), recording_sample_count / 3);
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
  ffmpeg("-i " + sample_file + " " + (folder / "whole.wav").string());
  for (const std::filesystem::path& whole : {recording_sample, folder / "whole.wav"}) {
    const std::filesystem::path cut = folder / ("cut" + whole.extension().string());
    std::filesystem::copy_file(whole, cut);
    std::filesystem::resize_file(cut, std::filesystem::file_size(whole) / 2);
    std::string warning;
    const std::vector<float> samples = read_audio(cut, {}, &warning);
    EXPECT_GT(samples.size(), recording_sample_count / 3);
    EXPECT_LT(samples.size(), recording_sample_count * 2 / 3);
    EXPECT_THAT(warning, HasSubstr("s of 24.73 s")) << cut;
  }
  std::string warning;
  read_audio(recording_sample, {}, &warning);
  EXPECT_EQ(warning, "");
}

// Below any rate that speech is kept at, and one that is no divisor of 16 kHz: half of the band is empty then, and no value
// may come of it that is none.
TEST(AudioReaderTest, LowRatesKeepLengthAndFrequencyAndAreScored) {
  TemporaryFolder folder;
  const auto model = load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus-mfb");
  for (const std::uint32_t rate : {4000U, 6000U}) {
    SCOPED_TRACE(rate);
    std::vector<float> tone(rate * 3 / 2);
    for (std::size_t i = 0; i < tone.size(); ++i)
      tone[i] = 0.5F * static_cast<float>(std::sin(2 * std::numbers::pi * 500 * static_cast<double>(i) / rate));
    testing::write_wave(folder / "a.wav", tone, rate);
    const std::vector<float> samples = read_audio(folder / "a.wav");
    ASSERT_NEAR(static_cast<double>(samples.size()), 24000, 4);
    double sine = 0, cosine = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      ASSERT_TRUE(std::isfinite(samples[i])) << i;
      const double phase = 2 * std::numbers::pi * 500 * static_cast<double>(i) / 16000;
      sine += samples[i] * std::sin(phase);
      cosine += samples[i] * std::cos(phase);
    }
    EXPECT_NEAR(2 * std::hypot(sine, cosine) / static_cast<double>(samples.size()), 0.5, 0.02);

    Predictor predictor(model, {.window_s = 0.5});
    std::vector<EmotionSegment> rows;
    predictor.push(samples, rows);
    predictor.finish(rows);
    ASSERT_EQ(rows.size(), 3);
    for (const EmotionSegment& row : rows)
      for (const auto& value : {row.activation, row.valence, row.dominance}) {
        ASSERT_TRUE(value);
        EXPECT_TRUE(std::isfinite(*value));
      }
  }
}

TEST(AudioReaderTest, WarningsAreCodesAsWell) {
  TemporaryFolder folder;
  const auto warnings = [](const std::filesystem::path& path) {
    AudioReader reader = AudioReader::open(path);
    std::vector<std::vector<float>> signals;
    while (reader.read(signals)) {
    }
    EXPECT_EQ(reader.warning().empty(), reader.warnings().empty());
    return reader.warnings();
  };
  EXPECT_THAT(warnings(recording_sample), IsEmpty());
  std::filesystem::copy_file(recording_sample, folder / "cut.flac");
  std::filesystem::resize_file(folder / "cut.flac", std::filesystem::file_size(recording_sample) / 2);
  EXPECT_THAT(warnings(folder / "cut.flac"), Contains(Warning::truncated));
  ffmpeg("-f lavfi -i 'aevalsrc=0/0:s=16000:d=0.5' -c:a pcm_f32le " + (folder / "nan.wav").string());
  EXPECT_THAT(warnings(folder / "nan.wav"), ElementsAre(Warning::damaged));
}

TEST(AudioReaderTest, ARecordingInMemoryIsTheRecordingInAFile) {
  TemporaryFolder folder;
  for (const char* extension : {"wav", "mp3", "m4a", "ogg"}) {
    const std::filesystem::path file = folder / (std::string("a.") + extension);
    ffmpeg("-i " + sample_file + " -t 3 " + file.string());
    const std::string content = read_file(file);
    AudioReader reader = AudioReader::open_memory(std::as_bytes(std::span(content)), "memory");
    std::vector<std::vector<float>> signals;
    while (reader.read(signals)) {
    }
    EXPECT_EQ(signals[0], read_audio(file)) << extension;
    EXPECT_EQ(reader.warning(), "");
  }
}

TEST(AudioReaderTest, WhatIsNoRecordingInMemoryIsNamed) {
  const std::string text = "hello\n", head = read_file(recording_sample).substr(0, 100);
  const auto failure_of = [](std::span<const char> bytes) -> Error {
    try {
      AudioReader reader = AudioReader::open_memory(std::as_bytes(bytes), "the upload");
      std::vector<std::vector<float>> signals;
      while (reader.read(signals)) {
      }
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("the upload"));
      return error;
    }
    ADD_FAILURE() << bytes.size() << " bytes were read";
    return {ErrorCode::cancelled, ""};
  };
  EXPECT_EQ(failure_of({}).code(), ErrorCode::no_audio);
  EXPECT_EQ(failure_of(text).code(), ErrorCode::invalid_format);
  failure_of(head);
}

// Bytes that this thread sends when the reader is about to wait for them.
class FedPipe {
 public:
  explicit FedPipe(const std::filesystem::path& path) : path_(path) {
    if (::mkfifo(path.c_str(), 0600) != 0) throw std::runtime_error("mkfifo " + path.string());
    descriptor_ = ::open(path.c_str(), O_RDWR);
  }
  ~FedPipe() { close(); }
  FedPipe(const FedPipe&) = delete;
  FedPipe& operator=(const FedPipe&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Fewer than the pipe holds.
  void send(std::string_view bytes) const {
    ASSERT_EQ(::write(descriptor_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

// Opening may look at some of a recording's beginning; then nothing is held back.
TEST(AudioReaderTest, APipesSamplesAreGivenBeforeMoreAreWaitedFor) {
  TemporaryFolder folder;
  constexpr std::size_t header = 44, part = 320;
  testing::write_wave(folder / "a.wav", std::vector<float>(80000, 0.25F));
  const std::string content = read_file(folder / "a.wav");
  FedPipe pipe(folder / "pipe");
  std::size_t sent = 0, waits = 0;
  bool is_open = false;
  std::vector<std::vector<float>> signals(1);
  AudioReader reader = AudioReader::open(pipe.path(), {.waiting = [&] {
                                           if (is_open) {
                                             ++waits;
                                             EXPECT_EQ(signals[0].size(), (sent - header) / 2);
                                           }
                                           if (sent == content.size()) return pipe.close();
                                           const std::string next = content.substr(sent, part);
                                           pipe.send(next);
                                           sent += next.size();
                                         }});
  is_open = true;
  while (reader.read(signals)) {
  }
  EXPECT_EQ(signals[0], read_audio(folder / "a.wav"));
  EXPECT_GT(waits, 200);
}

TEST(AudioReaderTest, WhatTheWaitingHookThrowsIsThrownOn) {
  TemporaryFolder folder;
  testing::write_wave(folder / "a.wav", std::vector<float>(8000, 0.25F));
  const std::string content = read_file(folder / "a.wav");
  for (const std::size_t first : {std::size_t{0}, std::size_t{20}, std::size_t{9000}}) {
    const FedPipe pipe(folder / ("pipe" + std::to_string(first)));
    pipe.send(content.substr(0, first));
    const auto read = [&] {
      AudioReader reader =
          AudioReader::open(pipe.path(), {.waiting = [] { throw Error(ErrorCode::unwritable, "the hook's own"); }});
      read_to_end(reader);
    };
    EXPECT_EQ(testing::failure(read, ErrorCode::unwritable), "the hook's own") << first;
  }
}

TEST(AudioReaderTest, StoppedItIsCancelledAlsoWhileItWaits) {
  TemporaryFolder folder;
  testing::write_wave(folder / "a.wav", std::vector<float>(48000, 0.25F));
  const std::string content = read_file(folder / "a.wav");
  for (const std::size_t first : {std::size_t{0}, std::size_t{20}, std::size_t{9000}}) {
    const FedPipe pipe(folder / ("pipe" + std::to_string(first)));
    pipe.send(content.substr(0, first));
    bool waits = false;
    EXPECT_EQ(cancelled_by(pipe.path(), {.stopped = [&] { return waits; }, .waiting = [&] { waits = true; }}),
              ErrorCode::cancelled)
        << first;
  }
  EXPECT_EQ(cancelled_by(folder / "a.wav", {.stopped = [] { return true; }}), ErrorCode::cancelled);
  std::size_t asked = 0;
  EXPECT_EQ(cancelled_by(folder / "a.wav", {.stopped = [&] { return ++asked > 3; }}), ErrorCode::cancelled);
}

TEST(AudioReaderTest, StoppedARecordingInMemoryIsCancelled) {
  const std::string content = read_file(recording_sample);
  bool stop = false;
  AudioReader reader =
      AudioReader::open_memory(std::as_bytes(std::span(content)), "memory", {.stopped = [&] { return stop; }});
  std::vector<std::vector<float>> signals;
  ASSERT_TRUE(reader.read(signals));
  stop = true;
  EXPECT_EQ(testing::failure_code([&] { read_to_end(reader); }), ErrorCode::cancelled);
}

TEST(AudioReaderTest, FlippedBitsNeitherCrashNorHang) {
  TemporaryFolder folder;
  ffmpeg("-i " + sample_file + " -t 1 " + (folder / "a.flac").string());
  ffmpeg("-i " + sample_file + " -t 1 " + (folder / "a.mp3").string());
  ffmpeg("-i " + sample_file + " -t 1 " + (folder / "a.m4a").string());
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
