#include "audio/raw_format.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "audio/fixtures.h"
#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using testing::ffmpeg;
using ::testing::HasSubstr;
using testing::read_whole;
using testing::recording_sample;
using testing::TemporaryFolder;

const std::string three_seconds = "-t 3 -i " + recording_sample.string() + " ";

TEST(RawFormatTest, TextIsReadAndWritten) {
  for (const char* text : {"s16le:16000:1", "s16be:44100:2", "s24le:48000:6", "s32le:8000:1", "f32le:768000:1", "u8:4000:1",
                           "mulaw:8000:1", "alaw:8000:2"})
    EXPECT_EQ(raw_format_text(parse_raw_format(text)), text);
  EXPECT_EQ(raw_format_text(parse_raw_format("MuLaw:8000")), "mulaw:8000:1");
  for (const char* text : {"", "s16le", "s16le:", "s16le:16k", "s16:16000", ":16000", "s16le:16000:", "s16le:16000:2:1",
                           "s16le:16000:0", "s16le:16000:1025", "s16le:3999", "s16le:768001", "s16le:-8000"})
    EXPECT_THAT(testing::failure([&] { parse_raw_format(text); }, ErrorCode::invalid_argument), HasSubstr("raw: expected"))
        << text;
}

TEST(RawFormatTest, EachEncodingIsReadAsItWasWritten) {
  TemporaryFolder folder;
  const std::string wave = (folder / "a.wav").string(), raw = (folder / "a.bin").string();
  for (const char* encoding : {"s16le", "s16be", "s24le", "s32le", "f32le", "u8", "mulaw", "alaw"}) {
    const std::string format = "-ar 8000 -ac 2 ";
    ffmpeg(three_seconds + format + "-f " + encoding + " " + raw);
    ffmpeg(std::string("-f ") + encoding + " -ar 8000 -ac 2 -i " + raw + " -c:a pcm_f32le " + wave);
    const RecordingOptions options{.raw = parse_raw_format(std::string(encoding) + ":8000:2")};
    EXPECT_EQ(read_whole(raw, options).samples, read_whole(wave).samples) << encoding;
    EXPECT_NEAR(read_whole(raw, options).seconds(), 3, 0.001) << encoding;
  }
}

TEST(RawFormatTest, ExtensionsOfTelephonySayWhatTheyAre) {
  TemporaryFolder folder;
  const std::string wave = (folder / "a.wav").string();
  ffmpeg(three_seconds + "-ar 8000 " + wave);
  const std::vector<float> exact = read_whole(wave).samples;
  for (const auto& [name, format] : {std::pair("a.ul", "mulaw"), std::pair("a.AL", "alaw"), std::pair("a.sln", "s16le")}) {
    ffmpeg("-i " + wave + " -f " + format + " " + (folder / name).string());
    const auto read = read_whole(folder / name);
    EXPECT_EQ(read.warning, "") << name;
    ASSERT_EQ(read.samples.size(), exact.size()) << name;
    double difference = 0;
    for (std::size_t i = 0; i < exact.size(); ++i)
      difference = std::max<double>(difference, std::abs(read.samples[i] - exact[i]));
    EXPECT_LT(difference, 0.05) << name;
    EXPECT_EQ(read.samples, read_whole(folder / name, {.raw = parse_raw_format(std::string(format) + ":8000")}).samples);
  }
}

TEST(RawFormatTest, OtherHeaderlessFilesAreRefusedByAnErrorThatNamesTheOption) {
  TemporaryFolder folder;
  for (const char* name :
       {"a.sw", "a.raw", "a.PCM", "a.ub", "a.s16", "a.ulaw", "a.sb", "a.uw", "a.f32", "a.s24", "a.sln16"}) {
    ffmpeg(three_seconds + "-f s16le " + (folder / name).string());
    const std::string message = testing::failure([&] { read_whole(folder / name); }, ErrorCode::unsupported);
    EXPECT_THAT(message, HasSubstr(name));
    EXPECT_THAT(message, HasSubstr("--raw"));
    EXPECT_NEAR(read_whole(folder / name, {.raw = parse_raw_format("s16le:16000")}).seconds(), 3, 1e-9);
  }
}

// Whatever it is called.
TEST(RawFormatTest, AHeaderIsBelievedBeforeAnExtension) {
  TemporaryFolder folder;
  ffmpeg(three_seconds + (folder / "a.wav").string());
  for (const char* name : {"a.raw", "a.ul", "a.pcm"}) {
    std::filesystem::copy_file(folder / "a.wav", folder / name);
    EXPECT_EQ(read_whole(folder / name).samples, read_whole(folder / "a.wav").samples) << name;
  }
}

}  // namespace
}  // namespace affectus
