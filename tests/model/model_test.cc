#include "affectus/model.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <random>

#include "affectus/error.h"
#include "affectus/mel_filterbank.h"
#include "affectus/model_folder.h"
#include "affectus/speech_activity.h"
#include "failure.h"
#include "front_ends/own_front_end.h"
#include "kernels/random_values.h"
#include "model/frame_joiner.h"
#include "model/sample_network.h"
#include "model_folder.h"
#include "speech_sample.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::SampleNetwork;
using ::testing::SizeIs;
using testing::wrapped_model;

void expect_equal(const WindowEstimate& estimate, const WindowEstimate& expected) {
  EXPECT_EQ(estimate.dimensions, expected.dimensions);
  EXPECT_EQ(estimate.deviations, expected.deviations);
  EXPECT_EQ(estimate.categories, expected.categories);
  EXPECT_EQ(estimate.embedding, expected.embedding);
  EXPECT_EQ(estimate.speech, expected.speech);
}

// A file's bytes, which lie `shift` bytes beyond a multiple of 64.
class Bytes {
 public:
  explicit Bytes(const std::filesystem::path& file, std::size_t shift = 0) : content_(read_file(file)), shift_(shift) {
    memory_.resize(content_.size() + 128);
    void* place = memory_.data();
    std::size_t space = memory_.size();
    begin_ = static_cast<std::byte*>(std::align(64, content_.size() + 63, place, space)) + shift_;
    std::memcpy(begin_, content_.data(), content_.size());
  }
  std::span<const std::byte> span() const { return {begin_, content_.size()}; }

 private:
  std::string content_;
  std::size_t shift_;
  std::vector<std::byte> memory_;
  std::byte* begin_;
};

class ModelTest : public ::testing::Test {
 protected:
  // Every kind of output, on the filterbank and prosody at half their rate.
  static ModelConfig fused() {
    ModelConfig config{
        .front_ends = {{.name = "mfb", .options = "{}", .dim = 40}, {.name = "prosody", .options = "{}", .dim = 3}},
        .frame_rate_hz = 50,
        .categories = {"happy", "sad"}};
    config.front_ends[0].selected = {1, 2, 3, 5, 8, 13, 21, 34};
    config.front_ends[1].normalization.utterance = Normalization::Utterance::none;
    config.estimator.deviations = 3;
    return config;
  }

  std::shared_ptr<const Model> load(const ModelConfig& config, const FrontEndRegistry& registry = {}) const {
    testing::write_random_model(folder_.path(), config);
    return load_model_folder(folder_.path(), registry);
  }
  std::shared_ptr<const Model> load(const std::string& front_end, std::size_t dim) const {
    return load(ModelConfig{.front_ends = {{.name = front_end, .options = "{}", .dim = dim}}},
                testing::registry_with_peak());
  }
  std::filesystem::path config_file() const { return folder_ / "config.json"; }
  std::filesystem::path weights_file() const { return folder_ / "model.safetensors"; }

  testing::TemporaryFolder folder_;
  std::vector<float> speech_ = testing::speech_sample();
};

TEST_F(ModelTest, TheShippedModelEstimates) {
  const auto model = load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus-mfb");
  EXPECT_FALSE(model->is_wrapped());
  EXPECT_EQ(model->config().front_ends[0].dim, 40U);
  const WindowEstimate estimate = model->estimate(std::vector<float>(sample_rate_hz, 0.0F));
  EXPECT_EQ(estimate.dimensions.size(), 3U);
  EXPECT_EQ(estimate.speech, 0);
  EXPECT_GT(model->estimate(speech_).speech, 0.3F);
}

// By hand: front ends, normalisation, joined frames, estimator.
TEST_F(ModelTest, AnEstimateIsThatOfTheFrontEndsNormalisedJoinedFrames) {
  for (const bool is_own : {false, true}) {
    ModelConfig config = fused();
    if (is_own) config.front_ends.push_back({.name = "peak", .options = R"({"stretch":80})", .dim = 1});
    const FrontEndRegistry registry = testing::registry_with_peak();
    const auto model = load(config, registry);
    std::vector<FramePart> parts;
    std::vector<Frames> frames;
    for (const auto& entry : model->config().front_ends) {
      const auto front_end = registry.make(entry.name, entry.options);
      parts.push_back({entry.dim, front_end->frame_rate_hz(), entry.selected});
      entry.normalization.apply(frames.emplace_back(front_end->compute(speech_)));
    }
    const Frames joined = FrameJoiner(parts, 50).join(std::move(frames));
    EXPECT_EQ(joined.count(), 199);
    const Estimator estimator(model->config().estimator, testing::random_weights(model->config().estimator));
    WindowEstimate expected{estimator.run(joined), speech_fraction(make_mel_filterbank()->compute(speech_))};
    expect_equal(model->estimate(speech_), expected);
    EXPECT_THAT(expected.dimensions, SizeIs(3));
    EXPECT_THAT(expected.deviations, SizeIs(3));
    EXPECT_THAT(expected.categories, SizeIs(2));
  }
}

TEST_F(ModelTest, MadeOfBytesItIsTheModelOfTheFolder) {
  const auto loaded = load(fused());
  std::shared_ptr<const Model> made;
  {
    const Bytes weights(weights_file());
    made = Model::make(read_model_config(config_file()), weights.span());
  }  // the bytes need not outlive the call
  expect_equal(made->estimate(speech_), loaded->estimate(speech_));
  EXPECT_EQ(made->config().text(), loaded->config().text());
  EXPECT_EQ(made->front_end_fingerprint(), loaded->front_end_fingerprint());
  EXPECT_EQ(made->shortest_samples(), loaded->shortest_samples());
}

TEST_F(ModelTest, BytesMayLieAnywhere) {
  const auto loaded = load(fused());
  for (std::size_t shift = 1; shift < 8; ++shift) {
    const Bytes weights(weights_file(), shift);
    const auto made = Model::make(read_model_config(config_file()), weights.span());
    expect_equal(made->estimate(speech_), loaded->estimate(speech_));
  }
}

TEST_F(ModelTest, MistakesNameThePlaceThatTheyAreIn) {
  load(fused());
  const Bytes weights(weights_file());
  const ModelConfig config = read_model_config(config_file());
  ModelConfig other_options = config, other_rate = config, other_shape = config, own = config;
  other_options.front_ends[0].options = R"({"colour": 1})";
  other_rate.frame_rate_hz = 30;
  other_shape.estimator.gru_units = 7;
  own.front_ends[0].name = "peak";
  const ModelPlace place{"here.json", "there.bin"};
  const auto refusal = [&](const ModelConfig& one, std::span<const std::byte> bytes, const ModelPlace& where) {
    return failure([&] { Model::make(one, bytes, {}, where); }, ErrorCode::invalid_format);
  };
  EXPECT_THAT(refusal(other_options, weights.span(), place), HasSubstr("here.json: front end mfb: options: expected none"));
  EXPECT_THAT(refusal(other_options, weights.span(), {}), HasSubstr("config: front end mfb"));
  EXPECT_THAT(refusal(other_rate, weights.span(), place), HasSubstr("here.json: front ends: expected frame rates"));
  EXPECT_THAT(refusal(own, weights.span(), place), HasSubstr("here.json: front end: expected mfb, prosody, or several"));
  EXPECT_THAT(refusal(other_shape, weights.span(), place), HasSubstr("there.bin: "));
  EXPECT_THAT(refusal(config, weights.span().first(100), place), HasSubstr("there.bin: "));
  EXPECT_THAT(refusal(config, {}, {}), HasSubstr("weights: "));
}

TEST_F(ModelTest, ShortWindowsAreEstimatedAsIfSilenceFollowed) {
  for (const auto& model :
       {load("mfb", 40), load(fused()), load("peak", 1), wrapped_model(std::make_unique<SampleNetwork>(700))}) {
    const std::size_t shortest = model->shortest_samples();
    for (const std::size_t count : {std::size_t{1}, std::size_t{160}, shortest - 1}) {
      std::vector<float> padded(speech_.begin() + 8000, speech_.begin() + 8000 + static_cast<std::ptrdiff_t>(count));
      const WindowEstimate estimate = model->estimate(padded);
      padded.resize(shortest, 0.0F);
      expect_equal(estimate, model->estimate(padded));
    }
  }
}

TEST_F(ModelTest, TheShortestWindowHasAFrameOfEveryFrontEnd) {
  EXPECT_EQ(load("mfb", 40)->shortest_samples(), 400);
  const auto shortest = [&](const std::string& name, const std::string& options, std::size_t dim) {
    return load(ModelConfig{.front_ends = {{.name = name, .options = options, .dim = dim}}}, testing::registry_with_peak())
        ->shortest_samples();
  };
  EXPECT_EQ(shortest("mfb", R"({"window_ms":64})", 40), 1024);
  EXPECT_EQ(shortest("mfb", R"({"bins":20,"window_ms":10})", 20), 400) << "the speech activity sees frames of 25 ms";
  EXPECT_EQ(shortest("peak", R"({"stretch":1000})", 1), 1000);
}

TEST_F(ModelTest, SpeechIsThatOfTheDefaultFilterbankWhateverTheFrontEnds) {
  const float speech = speech_fraction(make_mel_filterbank()->compute(speech_));
  const auto other = load(ModelConfig{.front_ends = {{.name = "mfb", .options = R"({"bins":20})", .dim = 20}}});
  for (const auto& model : {load("mfb", 40), other, load("prosody", 3), load("peak", 1), wrapped_model()})
    EXPECT_EQ(model->estimate(speech_).speech, speech);
}

// Windows of two signals in one batch, on the grid of frames and off it, forwards and back, and shorter than a frame.
TEST_F(ModelTest, AnEstimateIsTheSameAloneInABatchAndWithAMemory) {
  const std::vector<float> other = testing::random_values(speech_.size(), 3, 0.2F);
  for (const auto& model : {load_model_folder(AFFECTUS_SOURCE_DIR "/models/affectus-mfb"), load(fused()), load("prosody", 3),
                            load("peak", 1), wrapped_model(std::make_unique<SampleNetwork>(700))}) {
    SignalMemory memory = model->open_signal(), other_memory = model->open_signal();
    Model::Workspace workspace;
    std::mt19937 random(1);
    for (const std::size_t size : {1U, 2U, 7U, 16U, 3U}) {
      std::vector<SampleWindow> windows;
      for (std::size_t i = 0; i < size; ++i) {
        const bool is_first = random() % 3 != 0;
        const std::size_t start = random() % 100 * (random() % 2 == 0 ? 160 : 111);
        const std::size_t length = random() % 4 == 0 ? 1 + random() % 800 : 1 + random() % 16000;
        windows.push_back({std::span(is_first ? speech_ : other).subspan(start, length), start,
                           random() % 5 == 0 ? nullptr
                           : is_first        ? &memory
                                             : &other_memory});
      }
      std::vector<WindowEstimate> estimates(size);
      model->estimate(windows, workspace, estimates);
      for (std::size_t i = 0; i < size; ++i) expect_equal(estimates[i], model->estimate(windows[i].samples));
    }
  }
}

TEST_F(ModelTest, NoWindowsAreNoEstimates) {
  Model::Workspace workspace;
  for (const auto& model : {load("mfb", 40), wrapped_model()}) model->estimate({}, workspace, {});
}

TEST_F(ModelTest, WorkspacesAndMemoriesMayBeMoved) {
  const auto model = load(fused());
  Model::Workspace first;
  SignalMemory memory = model->open_signal();
  std::vector<WindowEstimate> estimates(1);
  for (std::size_t start = 0; start < 8000; start += 1600) {
    const SampleWindow window{std::span(speech_).subspan(start, 9000), start, &memory};
    model->estimate({&window, 1}, first, estimates);
  }
  Model::Workspace second = std::move(first);
  SignalMemory moved = std::move(memory);
  moved = SignalMemory(std::move(moved));
  const SampleWindow window{std::span(speech_).subspan(8000, 9000), 8000, &moved};
  model->estimate({&window, 1}, second, estimates);
  expect_equal(estimates[0], model->estimate(window.samples));
}

TEST_F(ModelTest, FingerprintsTellFrontEndsApart) {
  const auto fingerprint = [&](const std::string& options) {
    return load(ModelConfig{.front_ends = {{.name = "mfb", .options = options, .dim = 40}}})->front_end_fingerprint();
  };
  EXPECT_EQ(fingerprint("{}"), fingerprint(R"({"hop_ms":10})"));
  EXPECT_NE(fingerprint("{}"), fingerprint(R"({"hop_ms":20})"));
  EXPECT_NE(load("mfb", 40)->front_end_fingerprint(), load(fused())->front_end_fingerprint());
  EXPECT_NE(load("mfb", 40)->front_end_fingerprint(), "");
}

TEST_F(ModelTest, AWrappedNetworkIsGivenItsSamples) {
  const auto model = wrapped_model();
  const std::vector<float> samples = testing::random_values(5000, 1);
  const WindowEstimate estimate = model->estimate(samples), expected{SampleNetwork().estimate(samples), estimate.speech};
  expect_equal(estimate, expected);
  EXPECT_EQ(estimate.dimensions[0], 5000);
  EXPECT_EQ(estimate.dimensions[2], samples.back());
}

TEST_F(ModelTest, AWrappedNetworkIsGivenNoFewerSamplesThanItTakes) {
  EXPECT_EQ(wrapped_model(std::make_unique<SampleNetwork>(700))->shortest_samples(), 700);
  EXPECT_EQ(wrapped_model()->shortest_samples(), 400) << "of a frame of the speech activity";
  EXPECT_THAT(wrapped_model(std::make_unique<SampleNetwork>(700))->estimate(std::vector{0.5F, 0.25F}).dimensions,
              ElementsAre(700, 0.75F, 0));
}

TEST_F(ModelTest, AWrappedModelHasAllThatAModelHas) {
  const auto model = wrapped_model();
  EXPECT_TRUE(model->is_wrapped());
  EXPECT_EQ(model->config().name, "wrapped");
  EXPECT_THAT(model->config().front_ends, IsEmpty());
  EXPECT_EQ(model->front_end_fingerprint(), "");
  SignalMemory memory = model->open_signal();
  Model::Workspace workspace;
  std::vector<SampleWindow> windows;
  for (std::size_t start = 0; start < 16000; start += 4000)
    windows.push_back({std::span(speech_).subspan(start, 12000), start, &memory});
  std::vector<WindowEstimate> estimates(windows.size());
  model->estimate(windows, workspace, estimates);
  for (std::size_t i = 0; i < windows.size(); ++i) expect_equal(estimates[i], model->estimate(windows[i].samples));
}

}  // namespace
}  // namespace affectus
