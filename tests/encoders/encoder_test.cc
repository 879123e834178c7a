// Tiny encoders with random weights against transformers (make_encoder_goldens.py), and what must hold of every encoder.
#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <thread>

#include "affectus/audio.h"
#include "affectus/encoders.h"
#include "affectus/error.h"
#include "encoder_graphs/low_rank_adapter.h"
#include "failure.h"
#include "storage/files.h"
#include "storage/safetensors_storage.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using testing::failure;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

const std::filesystem::path goldens = AFFECTUS_SOURCE_DIR "/tests/encoders/golden";
constexpr std::size_t second = sample_rate_hz;

const std::vector<float>& recording() {
  static const std::vector<float> samples = read_audio(AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac");
  return samples;
}
std::span<const float> speech(double start_s, double length_s) {
  return std::span(recording())
      .subspan(static_cast<std::size_t>(start_s * second), static_cast<std::size_t>(length_s * second));
}

std::unique_ptr<FrontEnd> encoder(const std::string& name, const std::string& options = "",
                                  const EncoderRuntime& runtime = {}) {
  return encoder_front_ends(runtime).make(name, options);
}
std::string golden(const std::string& variant, const std::string& layers) {
  return (goldens / variant).string() + "@" + layers;
}

std::vector<float> values(const Frames& frames) { return {frames.data(), frames.data() + frames.count() * frames.dim()}; }

class EncoderGoldenTest : public ::testing::TestWithParam<const char*> {};

TEST_P(EncoderGoldenTest, EveryLayerIsWhatTransformersComputes) {
  const auto file = open_safetensors(goldens / GetParam() / "states.safetensors");
  const auto& shape = file.entries().at("states").shape;
  const std::span<const float> expected = file.tensor("states", shape).values;
  const std::size_t layers = shape[0], frames = shape[1], channels = shape[2];
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const Frames found = encoder(golden(GetParam(), std::to_string(layer)))->compute(speech(5, 1));
    ASSERT_EQ(found.count(), frames);
    ASSERT_EQ(found.dim(), channels);
    float largest = 0, difference = 0;
    for (std::size_t i = 0; i < frames * channels; ++i) {
      const float value = expected[layer * frames * channels + i];
      largest = std::max(largest, std::abs(value));
      difference = std::max(difference, std::abs(value - found.data()[i]));
    }
    EXPECT_LT(difference, 1e-4F * largest) << "layer " << layer;
  }
}

INSTANTIATE_TEST_SUITE_P(Variants, EncoderGoldenTest,
                         ::testing::Values("hubert_group", "hubert_layer", "hubert_no_projection_norm", "hubert_batch_norm",
                                           "wav2vec2_group", "wav2vec2_layer", "wav2vec2_odd_kernel", "wavlm_group",
                                           "wavlm_layer", "data2vec", "whisper", "onnx"),
                         [](const auto& variant) { return std::string(variant.param); });

TEST(EncoderTest, LayersAreJoinedInTheOrderGiven) {
  const Frames first = encoder(golden("hubert_group", "1"))->compute(speech(5, 1));
  const Frames last = encoder(golden("hubert_group", "-1"))->compute(speech(5, 1));
  const Frames joined = encoder(golden("hubert_group", "2,1"))->compute(speech(5, 1));
  ASSERT_EQ(joined.dim(), 32);
  for (std::size_t i = 0; i < joined.count(); ++i) {
    EXPECT_TRUE(std::equal(last[i].begin(), last[i].end(), joined[i].begin()));
    EXPECT_TRUE(std::equal(first[i].begin(), first[i].end(), joined[i].begin() + 16));
  }
  EXPECT_EQ(encoder(golden("hubert_group", "mix"))->dim(), 48);
}

// An utterance on one thread is the same to the last bit, whatever runs beside it. Several threads on one utterance divide
// its sums by their number on some CPUs (without AVX-512): the last digits may differ.
TEST(EncoderTest, StreamsChangeNothingAndThreadsTheLastDigitsAtMost) {
  const auto alone = encoder(golden("wavlm_group", "2"));
  const auto several = encoder(golden("wavlm_group", "2"), "", {.threads = 2, .streams = 2});
  const auto together = encoder(golden("wavlm_group", "2"), "", {.threads = 4, .streams = 1});
  std::vector<Frames> found(6);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < found.size(); ++i)
    threads.emplace_back(
        [&, i] { found[i] = several->compute(speech(static_cast<double>(i), 1 + 0.3 * static_cast<double>(i))); });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto samples = speech(static_cast<double>(i), 1 + 0.3 * static_cast<double>(i));
    EXPECT_EQ(values(found[i]), values(alone->compute(samples)));
    const std::vector<float> by_one = values(found[i]), by_four = values(together->compute(samples));
    ASSERT_EQ(by_one.size(), by_four.size());
    for (std::size_t k = 0; k < by_one.size(); ++k) ASSERT_NEAR(by_one[k], by_four[k], 1e-5) << k;
  }
}

TEST(EncoderTest, WindowsOfALongRecordingGiveEveryFrameOnce) {
  const std::string options = R"({"window_s": 2, "context_s": 0.5})";
  for (const char* variant : {"hubert_layer", "wav2vec2_group", "whisper"}) {
    const auto windows = encoder(golden(variant, "0"), options);
    for (const std::size_t length : {31999UL, 32000UL, 32001UL, 48000UL, 64321UL, 95999UL, 96081UL, 160000UL}) {
      const auto samples = std::span(recording()).first(length);
      const Frames frames = windows->compute(samples);
      EXPECT_EQ(frames.count(), windows->frame_count(length)) << variant << " " << length;
      // The first window's middle is what the window alone gives.
      const Frames first = windows->compute(samples.first(std::min<std::size_t>(length, 32000)));
      const std::size_t kept = length <= 32000 ? first.count() : 75;
      EXPECT_TRUE(std::equal(first.data(), first.data() + kept * first.dim(), frames.data())) << variant << " " << length;
    }
  }
}

TEST(EncoderTest, WhatTheCacheHoldsChangesNothing) {
  TemporaryFolder cache;
  const EncoderRuntime cached{.threads = 1, .streams = 1, .precision = {}, .folders = {}, .cache = cache.path()};
  const EncoderRuntime compiled_only{
      .threads = 1, .streams = 1, .precision = {}, .folders = {}, .cache = cache.path(), .cache_frames = false};
  const auto frames_of = [&](const char* variant, const EncoderRuntime& runtime) {
    return values(encoder(golden(variant, "2"), "", runtime)->compute(speech(5, 1)));
  };
  const auto files = [&](const char* folder) {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cache / folder))
      if (entry.is_regular_file()) found.push_back(entry.path());
    return found;
  };
  const auto expected = frames_of("hubert_layer", {});
  EXPECT_EQ(frames_of("hubert_layer", compiled_only), expected);  // compiled and kept
  EXPECT_EQ(files("compiled").size(), 2);                         // the stem and the layers
  EXPECT_FALSE(std::filesystem::exists(cache / "features"));
  EXPECT_EQ(frames_of("hubert_layer", compiled_only), expected);                           // imported
  EXPECT_EQ(frames_of("wav2vec2_layer", compiled_only), frames_of("wav2vec2_layer", {}));  // same shapes, other weights
  EXPECT_EQ(files("compiled").size(), 4);

  EXPECT_EQ(frames_of("hubert_layer", cached), expected);
  EXPECT_EQ(files("features").size(), 1);
  EXPECT_EQ(frames_of("hubert_layer", cached), expected);
  for (const char* folder : {"compiled", "features"})
    for (const auto& file : files(folder)) std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  EXPECT_EQ(frames_of("hubert_layer", cached), expected);
}

// Computes hubert_layer with a cache whose compiled graphs are damaged, one after the other, as `damage` says.
void expect_unchanged_by(const std::function<std::string(const std::string& whole, std::size_t round)>& damage,
                         std::size_t rounds) {
  TemporaryFolder cache;
  const auto frames = [](const std::filesystem::path& kept_in) {
    const EncoderRuntime runtime{
        .threads = 1, .streams = 1, .precision = {}, .folders = {}, .cache = kept_in, .cache_frames = false};
    return values(encoder(golden("hubert_layer", "2"), "", runtime)->compute(speech(5, 1)));
  };
  const auto expected = frames("");
  EXPECT_EQ(frames(cache.path()), expected);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(cache / "compiled")) files.push_back(entry.path());
  ASSERT_EQ(files.size(), 2);
  for (const auto& file : files) {
    const std::string whole = read_file(file);
    for (std::size_t round = 0; round < rounds; ++round) {
      write_file_atomically(file, [&](std::ostream& out) { out << damage(whole, round); });
      EXPECT_EQ(frames(cache.path()), expected) << file << ", round " << round;
    }
    write_file_atomically(file, [&](std::ostream& out) { out << whole; });
  }
}

TEST(EncoderTest, ACompiledGraphThatIsCutIsCompiledAnew) {
  expect_unchanged_by(
      [](const std::string& whole, std::size_t round) {
        const std::size_t sizes[] = {0, 1, 16, 100, whole.size() / 4, whole.size() / 2, whole.size() - 64, whole.size() - 1};
        return whole.substr(0, sizes[round]);
      },
      8);
}

TEST(EncoderTest, ACompiledGraphWithAnotherByteIsCompiledAnew) {
  expect_unchanged_by(
      [](const std::string& whole, std::size_t round) {
        std::string damaged = whole;
        damaged[round < 8 ? whole.size() * round / 8 : whole.size() - 1 - (round - 8) * 37] ^= '\x10';
        return damaged;
      },
      11);
}

TEST(EncoderTest, WhatIsNoCompiledGraphIsNotTakenForOne) {
  expect_unchanged_by(
      [](const std::string& whole, std::size_t round) {
        const std::string others[] = {std::string(whole.size(), '\0'), "<html></html>", whole + whole, whole + '\n'};
        return others[round];
      },
      4);
}

TEST(EncoderTest, CompiledGraphsUnderEachOthersNamesAreCompiledAnew) {
  TemporaryFolder cache;
  const auto frames = [](const std::filesystem::path& kept_in) {
    const EncoderRuntime runtime{
        .threads = 1, .streams = 1, .precision = {}, .folders = {}, .cache = kept_in, .cache_frames = false};
    return values(encoder(golden("hubert_layer", "2"), "", runtime)->compute(speech(5, 1)));
  };
  const auto expected = frames(cache.path());
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(cache / "compiled")) files.push_back(entry.path());
  ASSERT_EQ(files.size(), 2);
  std::filesystem::rename(files[0], cache / "kept");
  std::filesystem::rename(files[1], files[0]);
  std::filesystem::rename(cache / "kept", files[1]);
  EXPECT_EQ(frames(cache.path()), expected);
}

TEST(EncoderTest, TheCacheStaysWithinItsSize) {
  TemporaryFolder cache;
  std::vector<std::string> said;
  const auto frames = [&](std::uint64_t size) {
    const EncoderRuntime runtime{
        .cache = cache.path(), .cache_size = size, .report = [&](const std::string& line) { said.push_back(line); }};
    return values(encoder(golden("hubert_layer", "2"), "", runtime)->compute(speech(5, 1)));
  };
  const auto bytes = [&] {
    std::uintmax_t sum = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cache.path()))
      if (entry.is_regular_file()) sum += entry.file_size();
    return sum;
  };
  const auto expected = frames(0);
  const std::uintmax_t all = bytes();
  EXPECT_TRUE(said.empty()) << said.front();
  std::filesystem::remove_all(cache.path());
  EXPECT_EQ(frames(all * 3 / 4), expected);
  EXPECT_GT(bytes(), 0);
  EXPECT_LE(bytes(), all * 3 / 4);
  std::filesystem::remove_all(cache.path());
  EXPECT_EQ(frames(100), expected);
  EXPECT_EQ(bytes(), 0);
  ASSERT_FALSE(said.empty());
  EXPECT_THAT(said.back(), HasSubstr("more than its limit of 100 bytes (AFFECTUS_CACHE_SIZE)"));
}

TEST(EncoderTest, TheCacheTellsConfigurationsApart) {
  TemporaryFolder cache, folder;
  std::filesystem::copy(goldens / "hubert_layer", folder.path(), std::filesystem::copy_options::recursive);
  const auto frames = [&](const std::filesystem::path& kept_in) {
    const EncoderRuntime runtime{.threads = 1, .streams = 1, .precision = {}, .folders = {}, .cache = kept_in};
    return values(encoder(folder.path().string() + "@2", "", runtime)->compute(speech(5, 1)));
  };
  const auto before = frames(cache.path());
  // The same tensors with other heads are another encoder.
  std::string config = read_file(folder / "config.json");
  const std::string heads = "\"num_attention_heads\": 2";
  ASSERT_NE(config.find(heads), std::string::npos);
  config.replace(config.find(heads), heads.size(), "\"num_attention_heads\": 4");
  write_file_atomically(folder / "config.json", [&](std::ostream& out) { out << config; });
  const auto after = frames(cache.path());
  EXPECT_NE(after, before);
  EXPECT_EQ(after, frames(""));
}

TEST(EncoderTest, TheCacheKnowsAnAdapterByWhatItIsAndNotByItsPlace) {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, float value) {
    LowRankDelta delta{.rank = 1, .in = 16, .out = 16, .a = std::vector<float>(16, value), .b = std::vector<float>(16, 1)};
    write_low_rank_adapter(folder / name,
                           LowRankAdapter(1, {{"encoder.layers.1.attention.v_proj.weight", std::move(delta)}}),
                           {.base_model = "owner/name", .rank = 1, .alpha = 1, .module_prefix = "encoder."});
  };
  write("one", 0.5F);
  write("same", 0.5F);
  write("other", 0.25F);
  const auto fingerprint = [&](const std::string& name, const std::string& more = "") {
    return encoder(golden("hubert_layer", "2"), "{\"adapter\": \"" + (folder / name).string() + "\"" + more + "}")
        ->fingerprint();
  };
  EXPECT_EQ(fingerprint("one"), fingerprint("same"));
  EXPECT_NE(fingerprint("one"), fingerprint("other"));
  EXPECT_NE(fingerprint("one"), fingerprint("one", ", \"window_s\": 5"));
  EXPECT_NE(fingerprint("one"), encoder(golden("hubert_layer", "2"))->fingerprint());
}

TEST(EncoderTest, PiecesAreTheWhole) {
  const auto front_end = encoder(golden("hubert_group", "1"), R"({"window_s": 2, "context_s": 0.5})");
  const auto samples = speech(3, 5.123);
  Frames frames(front_end->dim());
  const auto stream = front_end->open_stream();
  for (std::size_t done = 0, piece = 1; done < samples.size(); piece = piece * 7 % 4001 + 1) {
    const std::size_t count = std::min(piece, samples.size() - done);
    stream->push(samples.subspan(done, count), frames);
    done += count;
  }
  stream->finish(frames);
  EXPECT_EQ(values(frames), values(front_end->compute(samples)));
}

TEST(EncoderTest, TooShortForAFrameGivesNone) {
  const auto front_end = encoder(golden("hubert_group", "1"));
  EXPECT_EQ(front_end->frame_count(399), 0);
  EXPECT_EQ(front_end->frame_count(400), 1);
  EXPECT_EQ(front_end->compute(speech(0, 0)).count(), 0);
  EXPECT_EQ(front_end->compute(speech(5, 0.024)).count(), 0);
  EXPECT_EQ(front_end->compute(speech(5, 0.025)).count(), 1);
  EXPECT_EQ(encoder(golden("whisper", "1"))->compute(std::span(recording()).first(1)).count(), 1);
}

TEST(EncoderTest, WhisperRunsWithoutPadding) {
  const auto front_end = encoder(golden("whisper", "2"), R"({"pad": false})");
  for (const double length_s : {0.01, 0.5, 1.0, 1.99}) {
    const Frames frames = front_end->compute(speech(5, length_s));
    EXPECT_EQ(frames.count(), front_end->frame_count(static_cast<std::size_t>(length_s * second)));
    for (std::size_t i = 0; i < frames.count(); ++i) ASSERT_TRUE(std::isfinite(frames[i][0]));
  }
}

TEST(EncoderTest, EightBitsAreNearOrRefused) {
  EncoderRuntime runtime{.precision = EncoderRuntime::Precision::int8, .calibration = recording()};
  std::string report;
  runtime.report = [&](const std::string& line) { report = line; };
  std::unique_ptr<FrontEnd> front_end;
  try {
    front_end = encoder(golden("hubert_layer", "2"), "", runtime);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_THAT(error.what(), HasSubstr("VNNI"));
    return;
  }
  EXPECT_THAT(report, HasSubstr("products in 8 bits"));
  const auto found = values(front_end->compute(speech(5, 1)));
  const auto exact = values(encoder(golden("hubert_layer", "2"))->compute(speech(5, 1)));
  double change = 0, energy = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    change += std::pow(found[i] - exact[i], 2);
    energy += std::pow(exact[i], 2);
  }
  EXPECT_LT(std::sqrt(change / energy), 0.1);
  runtime.calibration.resize(4 * second);
  EXPECT_THAT(failure([&] { encoder(golden("hubert_layer", "2"), "", runtime); }), HasSubstr("at least 5 s of speech"));
}

TEST(EncoderTest, SilenceIsNotComputed) {
  const auto plain = encoder(golden("hubert_layer", "2"));
  const auto skipping = encoder(golden("hubert_layer", "2"), R"({"skip_silence": true})");
  EXPECT_EQ(values(skipping->compute(speech(5, 0.5))), values(plain->compute(speech(5, 0.5))));
  std::vector<float> samples(4 * second, 0.0F);
  std::ranges::copy(speech(5, 1), samples.begin() + second);
  const Frames frames = skipping->compute(samples);
  ASSERT_EQ(frames.count(), plain->frame_count(samples.size()));
  const auto is_repeated = [&](std::size_t t) { return std::ranges::equal(frames[t], frames[t - 1]); };
  EXPECT_TRUE(is_repeated(20));
  EXPECT_FALSE(is_repeated(75));
  EXPECT_TRUE(is_repeated(180));
  EXPECT_THAT(failure([] { encoder(golden("whisper", "2"), R"({"skip_silence": true})"); }), HasSubstr("saves nothing"));
}

TEST(EncoderTest, AGraphThatIsNotAsDescribedIsNamed) {
  const auto refusal = [](const std::string& from, const std::string& to) {
    TemporaryFolder folder;
    std::filesystem::copy(goldens / "onnx", folder.path(), std::filesystem::copy_options::recursive);
    std::string text = read_file(folder / "encoder.json");
    text.replace(text.find(from), from.size(), to);
    write_file_atomically(folder / "encoder.json", [&](std::ostream& out) { out << text; });
    return std::string(failure([&] { encoder(folder.path().string() + "@1")->compute(speech(5, 1)); }));
  };
  EXPECT_THAT(refusal("encoder.onnx", "other.onnx"), HasSubstr("other.onnx: no such file"));
  EXPECT_THAT(refusal("encoder.onnx", "../encoder.onnx"), HasSubstr("file: expected the name"));
  EXPECT_THAT(refusal("encoder.onnx", "states.safetensors"), HasSubstr("file: expected the name"));
  EXPECT_THAT(refusal("\"samples\"", "\"tokens\""), HasSubstr("expected a graph as encoder.json describes it"));
  EXPECT_THAT(refusal("\"last\"", "\"third\""), HasSubstr("expected a graph as encoder.json describes it"));
  EXPECT_THAT(refusal("\"dim\": 6", "\"dim\": 8"), HasSubstr("expected an output of [1, 49, 8]"));
  EXPECT_THAT(refusal("\"dim\": 6, ", ""), HasSubstr("dim: expected a whole number, found nothing"));
}

TEST(EncoderTest, WhatLiesInPlaceOfAFileIsCalledThat) {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 16424136\n";
  const auto refusal = [](const char* variant, const std::string& name, const std::string& content) {
    TemporaryFolder folder;
    std::filesystem::copy(goldens / variant, folder.path(), std::filesystem::copy_options::recursive);
    write_file_atomically(folder / name, [&](std::ostream& out) { out << content; });
    return std::string(failure([&] { encoder(folder.path().string() + "@1"); }));
  };
  for (const char* name : {"model.safetensors", "config.json", "preprocessor_config.json"}) {
    EXPECT_THAT(refusal("whisper", name, pointer), HasSubstr(std::string(name)));
    EXPECT_THAT(refusal("whisper", name, pointer), HasSubstr(": a Git LFS pointer, not "));
    EXPECT_THAT(refusal("whisper", name, pointer), HasSubstr(": git lfs pull"));
    EXPECT_THAT(refusal("whisper", name, "<!doctype html>"), HasSubstr(": a web page (HTML), not "));
    EXPECT_THAT(refusal("whisper", name, ""), HasSubstr(": an empty file, not "));
  }
  EXPECT_THAT(refusal("whisper", "model.safetensors", pointer),
              HasSubstr("model.safetensors: a Git LFS pointer, not weights: git lfs pull"));
  for (const char* name : {"encoder.onnx", "encoder.onnx.data"}) {
    EXPECT_THAT(refusal("onnx", name, pointer),
                HasSubstr(std::string(name) + ": a Git LFS pointer, not a graph: git lfs pull"));
    EXPECT_THAT(refusal("onnx", name, ""), HasSubstr(std::string(name) + ": an empty file, not a graph"));
  }
  EXPECT_THAT(refusal("onnx", "encoder.json", pointer), HasSubstr("encoder.json: a Git LFS pointer, not a configuration"));
}

TEST(EncoderTest, WrongNamesAndOptionsAreNamed) {
  EXPECT_EQ(encoder("mfb")->name(), "mfb");  // is no encoder, and there all the same
  EXPECT_THAT(failure([] { encoder("nothing"); }),
              HasSubstr("expected mfb, prosody, an encoder as FOLDER@LAYER or hf:OWNER/NAME@LAYER"));
  EXPECT_THAT(failure([] { encoder(golden("hubert_group", "3")); }), HasSubstr("expected a layer from 0 to 2"));
  EXPECT_THAT(failure([] { encoder(golden("hubert_group", "-2")); }), HasSubstr("found -2"));
  EXPECT_THAT(failure([] { encoder(golden("hubert_group", "1,,2")); }), HasSubstr("found '1,,2'"));
  EXPECT_THAT(failure([] { encoder(golden("hubert_group", "")); }), HasSubstr("expected a layer's number"));
  EXPECT_THAT(failure([] { encoder("/nowhere/at/all@1"); }), HasSubstr("/nowhere/at/all"));
  EXPECT_THAT(failure([] { encoder(golden("whisper", "1"), R"({"window_s": 3})"); }), HasSubstr("window_s"));
  EXPECT_THAT(failure([] { encoder(golden("whisper", "1"), R"({"size": 3})"); }), HasSubstr("'size'"));
}

// A copy of a golden with its tensors changed.
class ChangedCheckpoint {
 public:
  explicit ChangedCheckpoint(const std::string& variant) : source_(goldens / variant) {
    const auto file = open_safetensors(source_ / "model.safetensors");
    for (const auto& [name, entry] : file.entries()) {
      if (entry.type != TensorType::f32) continue;
      const auto view = file.tensor(name, entry.shape);
      tensors[name] = {entry.shape, {view.values.begin(), view.values.end()}};
    }
  }
  std::map<std::string, std::pair<std::vector<std::size_t>, std::vector<float>>> tensors;

  std::unique_ptr<FrontEnd> load() {
    std::filesystem::copy_file(source_ / "config.json", folder_ / "config.json",
                               std::filesystem::copy_options::overwrite_existing);
    std::vector<NamedTensor> list;
    for (const auto& [name, tensor] : tensors) list.push_back({name, tensor.first, tensor.second});
    write_safetensors(folder_ / "model.safetensors", list);
    return encoder(folder_.path().string() + "@0");  // what is wrong elsewhere in the model counts too
  }

 private:
  std::filesystem::path source_;
  TemporaryFolder folder_;
};

TEST(EncoderTest, EveryTensorIsUsedOnceOrLoadingFails) {
  ChangedCheckpoint checkpoint("hubert_group");
  checkpoint.load();
  const std::string weight = "encoder.layers.1.feed_forward.output_dense.weight";

  auto missing = checkpoint.tensors.extract(weight);
  EXPECT_THAT(failure([&] { checkpoint.load(); }), AllOf(HasSubstr(weight), HasSubstr("no such tensor")));
  missing.key() = "encoder.layers.1.feed_forward.output_dens.weight";
  checkpoint.tensors.insert(std::move(missing));
  EXPECT_THAT(failure([&] { checkpoint.load(); }), HasSubstr(weight));

  ChangedCheckpoint more("hubert_group");
  more.tensors["encoder.layers.2.layer_norm.bias"] = {{16}, std::vector<float>(16)};
  EXPECT_THAT(failure([&] { more.load(); }), HasSubstr("encoder.layers.2.layer_norm.bias"));

  ChangedCheckpoint wide("hubert_group");
  wide.tensors["encoder.layer_norm.bias"] = {{17}, std::vector<float>(17)};
  EXPECT_THAT(failure([&] { wide.load(); }),
              AllOf(HasSubstr("encoder.layer_norm.bias"), HasSubstr("expected shape 16, found 17")));

  ChangedCheckpoint leftovers("hubert_group");
  leftovers.tensors["quantizer.codevectors"] = {{1, 4}, std::vector<float>(4)};
  leftovers.load();
}

TEST(EncoderTest, TheEncoderOfATaskCheckpointIsFoundUnderItsPrefix) {
  ChangedCheckpoint bare("hubert_group");
  const auto expected = values(bare.load()->compute(speech(5, 1)));
  ChangedCheckpoint task("hubert_group");
  auto tensors = std::exchange(task.tensors, {});
  for (auto& [name, tensor] : tensors) task.tensors["hubert." + name] = std::move(tensor);
  task.tensors["classifier.weight"] = {{2, 16}, std::vector<float>(32)};
  EXPECT_EQ(values(task.load()->compute(speech(5, 1))), expected);
}

}  // namespace
}  // namespace affectus
