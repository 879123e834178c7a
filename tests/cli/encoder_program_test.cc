// The program with pre-trained encoders, as a user calls it.
#include <gmock/gmock.h>

#include <filesystem>
#include <utility>

#include "program_fixture.h"
#include "storage/safetensors_storage.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::Outcome;
using testing::sample_file;
namespace fs = std::filesystem;

const std::string golden = AFFECTUS_SOURCE_DIR "/tests/encoders/golden/hubert_layer";
const std::string emotion_golden = AFFECTUS_SOURCE_DIR "/tests/encoders/golden_emotion/dense_dimensions";

class EncoderProgramTest : public testing::ProgramTest {
 protected:
  // With a cache of its own.
  Outcome with_cache(const std::string& cache, const std::string& arguments) const {
    ::setenv("AFFECTUS_CACHE_DIR", cache.c_str(), 1);
    const Outcome outcome = run(arguments);
    ::unsetenv("AFFECTUS_CACHE_DIR");
    return outcome;
  }
  std::string cache() const { return (folder_ / "cache").string(); }
  std::string shape(const std::string& file) const {
    const std::string head = read_file(folder_ / file).substr(0, 128);
    const std::size_t begin = head.find('(');
    return head.substr(begin, head.find(')') + 1 - begin);
  }
  // Recordings of 1 to `count` seconds, and what extract makes of them in one go.
  void make_recordings(int count) const {
    fs::create_directories(folder_ / "in");
    for (int i = 1; i <= count; ++i)
      ASSERT_EQ(std::system(("ffmpeg -v error -i '" + sample_file + "' -t " + std::to_string(i) + " '" +
                             (folder_ / "in" / (std::to_string(i) + ".wav")).string() + "'")
                                .c_str()),
                0);
    ASSERT_EQ(run("extract in --frontend " + golden + "@2 --output whole/ --no-cache").code, 0);
  }
};

TEST_F(EncoderProgramTest, LayersAreExtractedAsNamed) {
  const auto extract = [&](const std::string& layers) {
    return with_cache(cache(),
                      "extract " + sample_file + " --frontend " + golden + "@" + layers + " --output x.npy --quiet");
  };
  EXPECT_EQ(extract("-1").code, 0);
  EXPECT_EQ(shape("x.npy"), "(1236, 16)");
  EXPECT_EQ(extract("1,1").code, 0);
  EXPECT_EQ(shape("x.npy"), "(1236, 32)");
  EXPECT_EQ(extract("mix").code, 0);
  EXPECT_EQ(shape("x.npy"), "(1236, 48)");
  const Outcome beyond = extract("99");
  EXPECT_EQ(beyond.code, 2);
  EXPECT_THAT(beyond.err, HasSubstr("expected a layer from 0 to 2 (or -1, the last), found 99"));
  const Outcome joined = run("extract " + sample_file + " --frontend mfb+" + golden + "@1 --output y.npy");
  EXPECT_EQ(joined.code, 2);
  EXPECT_THAT(joined.err, HasSubstr("expected one frame rate, found 100 Hz (mfb) and 50 Hz"));
  fs::create_directory(folder_ / "empty");
  EXPECT_THAT(run("extract " + sample_file + " --frontend empty@1 --output y.npy").err,
              HasSubstr("empty: no config.json and no encoder.json in this folder"));
}

TEST_F(EncoderProgramTest, TooShortForAFrameIsAnArrayOfNone) {
  for (const auto& [samples, expected] : {std::pair(399, "(0, 16)"), std::pair(400, "(1, 16)")}) {
    ASSERT_EQ(std::system(("ffmpeg -y -v error -i '" + sample_file + "' -af aresample=16000,atrim=end_sample=" +
                           std::to_string(samples) + " '" + (folder_ / "short.wav").string() + "'")
                              .c_str()),
              0);
    EXPECT_EQ(run("extract short.wav --frontend " + golden + "@1 --output x.npy --no-cache").code, 0);
    EXPECT_EQ(shape("x.npy"), expected);
  }
}

TEST_F(EncoderProgramTest, OtherDevicesAreThereOrNamed) {
  for (const std::string& command : {"predict " + sample_file + " --model " + emotion_golden,
                                     "extract " + sample_file + " --frontend " + golden + "@1 --output x.npy"}) {
    const Outcome by_cpu = run(command + " --no-cache --device CPU");
    EXPECT_EQ(by_cpu.code, 0) << by_cpu.err;
    const Outcome outcome = run(command + " --device abacus");
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("device: expected one that OpenVINO finds on this machine (cpu"));
  }
}

TEST_F(EncoderProgramTest, AFolderOfAnEncoderIsOneAndIsOfUse) {
  const std::string command = "predict " + sample_file + " --model affectus-mfb --format csv --encoder ";
  const Outcome nowhere = run(command + "owner/name=nowhere");
  EXPECT_EQ(nowhere.code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("encoder: expected FOLDER or OWNER/NAME=FOLDER, found 'owner/name=nowhere'"));
  const Outcome unused = run(command + golden + " --device gpu");
  EXPECT_EQ(unused.code, 0);
  EXPECT_THAT(unused.err, HasSubstr("warning: encoder " + golden + ": without effect"));
  EXPECT_THAT(unused.err, HasSubstr("warning: device gpu: without effect, since affectus-mfb has no encoder"));
  EXPECT_EQ(run(command + golden + " --quiet").err, "");
}

TEST_F(EncoderProgramTest, LabelsAreForCheckpointsOfOthers) {
  for (const std::string& command : {std::string("info affectus-mfb"), "predict " + sample_file + " --model affectus-mfb"}) {
    const Outcome outcome = run(command + " --labels calm,angry");
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("another project's checkpoint"));
  }
}

TEST_F(EncoderProgramTest, DamagedWeightsAreNamed) {
  fs::copy(golden, folder_ / "damaged");
  const std::string name = "encoder.layers.0.feed_forward.output_dense.weight";
  const auto file = open_safetensors(folder_ / "damaged/model.safetensors");
  const auto& bytes = file.entries().at(name).bytes;
  std::string content = read_file(folder_ / "damaged/model.safetensors");
  const std::size_t place = content.find(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  ASSERT_NE(place, std::string::npos);
  content.replace(place, 4, std::string("\0\0\xc0\x7f", 4));  // not-a-number
  write("damaged/model.safetensors", content);
  const Outcome outcome = run("extract " + sample_file + " --frontend damaged@2 --output x.npy --no-cache");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("tensor " + name + ": expected finite values"));
  // What is not needed is not read.
  EXPECT_EQ(run("extract " + sample_file + " --frontend damaged@0 --output x.npy --no-cache").code, 0);
}

TEST_F(EncoderProgramTest, AFullDiskIsReportedAndNothingHalfWritten) {
  const std::string command = "extract " + sample_file + " --frontend " + golden + "@mix --quiet --no-cache --output out/";
  const std::string limited = "bash -c \"ulimit -f 100; trap '' XFSZ; exec " AFFECTUS_PROGRAM " " + command + "\" 2>err";
  fs::create_directory(folder_ / "out");
  EXPECT_EQ(WEXITSTATUS(std::system(("cd '" + folder_.path().string() + "' && " + limited).c_str())), 1);
  EXPECT_THAT(read_file(folder_ / "err"), HasSubstr("sense_and_sensibility.npy: cannot be written: File too large"));
  EXPECT_TRUE(fs::is_empty(folder_ / "out"));
}

TEST_F(EncoderProgramTest, ACacheThatCannotBeWrittenIsReportedAndDoneWithout) {
  const std::string command = "extract " + sample_file + " --frontend " + golden + "@1 --output ";
  const Outcome outcome = with_cache("/dev/null/cache", command + "x.npy");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("the cache at /dev/null/cache/features is done without: "));
  EXPECT_EQ(with_cache(cache(), command + "y.npy").err, "");
  EXPECT_EQ(read_file(folder_ / "x.npy"), read_file(folder_ / "y.npy"));
}

TEST_F(EncoderProgramTest, KilledOrStoppedItGoesOnWhereItWas) {
  make_recordings(12);
  const std::string command = "extract in --frontend " + golden + "@2 --output part/";
  // Wherever it ends, what is there is whole. --foreground: the signal comes once; a second one would end the program at
  // once.
  for (const char* signal : {"KILL", "INT"})
    for (const char* after_s : {"0.2", "0.4", "0.8"}) {
      fs::remove_all(folder_ / "part");
      fs::create_directory(folder_ / "part");
      static_cast<void>(std::system(("cd '" + folder_.path().string() + "' && AFFECTUS_CACHE_DIR='" + cache() +
                                     "' timeout --foreground -s " + signal + " " + after_s + " " + AFFECTUS_PROGRAM + " " +
                                     command + " >out 2>err")
                                        .c_str()));
      for (const auto& entry : fs::directory_iterator(folder_ / "part")) {
        const std::string name = entry.path().filename();
        if (name.ends_with(".npy"))
          EXPECT_EQ(read_file(entry.path()), read_file(folder_ / "whole" / name)) << name;
        else
          EXPECT_EQ(signal, std::string("KILL")) << name << " was left behind";
      }
    }
  EXPECT_EQ(with_cache(cache(), command).code, 0);
  for (const auto& entry : fs::directory_iterator(folder_ / "whole"))
    EXPECT_EQ(read_file(entry.path()), read_file(folder_ / "part" / entry.path().filename())) << entry.path();
}

TEST_F(EncoderProgramTest, EvaluateWritesNothingIntoACheckpointOfOthers) {
  fs::copy_file(sample_file, folder_ / "a.flac");
  write("manifest.csv", "path,partition,activation,valence,dominance\na.flac,test,3,4,4\n");
  fs::copy(emotion_golden, folder_ / "theirs");
  const std::string config = read_file(folder_ / "theirs/config.json");
  const Outcome record = run("evaluate theirs manifest.csv --record");
  EXPECT_EQ(record.code, 2);
  EXPECT_THAT(record.err, HasSubstr("--record: expected a model folder of this project"));
  EXPECT_EQ(read_file(folder_ / "theirs/config.json"), config);
}

}  // namespace
}  // namespace affectus
