#include <gmock/gmock.h>

#include <cmath>

#include "affectus/error.h"
#include "affectus/front_end.h"
#include "failure.h"
#include "front_ends/own_front_end.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::registry_with_peak;
using ::testing::StartsWith;

std::unique_ptr<FrontEnd> make(const std::string& name, const std::string& options) {
  return FrontEndRegistry().make(name, options);
}

std::string failure(const std::string& name, const std::string& options, const FrontEndRegistry& registry = {}) {
  SCOPED_TRACE(name + ' ' + options);
  return testing::failure([&] { registry.make(name, options); }, ErrorCode::invalid_argument);
}

TEST(FrontEndRegistryTest, OptionsReachTheFrontEnd) {
  EXPECT_EQ(make("mfb", "")->dim(), 40);
  EXPECT_EQ(make("mfb", R"({"bins": 23})")->dim(), 23);
  EXPECT_EQ(make("mfb", R"({"hop_ms": 20})")->frame_rate_hz(), 50);
  EXPECT_EQ(make("mfb", R"({"window_ms": 50})")->frame_count(800), 1);
  const std::vector<float> samples(1600, 0.1F);
  const auto first = [&](const std::string& options) { return make("mfb", options)->compute(samples)[0][0]; };
  for (const char* options : {R"({"window": "hann"})", R"({"window": "hamming"})", R"({"preemphasis": 0.5})",
                              R"({"remove_mean": false})", R"({"low_hz": 60})"})
    EXPECT_TRUE(std::isfinite(first(options))) << options;
  EXPECT_NE(first(R"({"remove_mean": false})"), first(""));
  EXPECT_EQ(make("prosody", R"({"floor_hz": 75, "ceiling_hz": 500})")->dim(), 3);
}

TEST(FrontEndRegistryTest, MistakesInOptionsAreNamed) {
  EXPECT_THAT(failure("mfb", R"({"bins": -1})"), HasSubstr("front end mfb: bins: expected a whole number, found -1"));
  EXPECT_THAT(failure("mfb", R"({"bins": 0})"), HasSubstr("bins"));
  EXPECT_THAT(failure("mfb", R"({"low_hz": "20"})"), HasSubstr("low_hz: expected a number"));
  EXPECT_THAT(failure("mfb", R"({"remove_mean": 1})"), HasSubstr("remove_mean: expected true or false"));
  EXPECT_THAT(failure("mfb", R"({"window": "square"})"), HasSubstr("expected povey, hamming or hann, found 'square'"));
  EXPECT_THAT(failure("mfb", R"({"colour": 1})"), HasSubstr("'colour'"));
  EXPECT_THAT(failure("mfb", "[]"), HasSubstr("expected a JSON object"));
  EXPECT_THAT(failure("mfb", "{"), HasSubstr("expected a JSON object"));
  EXPECT_THAT(failure("prosody", R"({"bins": 40})"), HasSubstr("'bins'"));
}

TEST(FrontEndRegistryTest, AnUnknownNameListsTheForms) {
  EXPECT_THAT(failure("whisper@3", ""),
              StartsWith("front end: expected mfb, prosody, or several joined by '+', found 'whisper@3'"));
  EXPECT_THAT(failure("mfcc", R"({"bins": 40})"), HasSubstr("found 'mfcc'"));
  const FrontEndRegistry registry =
      registry_with_peak().add("an encoder as FOLDER@LAYER", [](const auto&, const auto&) { return nullptr; });
  EXPECT_THAT(failure("mfcc", "", registry),
              StartsWith("front end: expected mfb, prosody, peak, an encoder as FOLDER@LAYER, or several joined by '+'"));
}

TEST(FrontEndRegistryTest, AProgramsOwnFrontEndIsMadeByItsNameWithItsOptions) {
  const FrontEndRegistry registry = registry_with_peak();
  const std::vector<float> samples = {0.5F, -0.75F, 0, 0.25F, 1, 0};
  const auto front_end = registry.make("peak", R"({"stretch": 2})");
  EXPECT_EQ(front_end->name(), "peak");
  const Frames frames = front_end->compute(samples);
  ASSERT_EQ(frames.count(), 3);
  EXPECT_THAT(std::vector(frames.data(), frames.data() + 3), ElementsAre(0.75F, 0.25F, 1));
  EXPECT_EQ(registry.make("peak", "")->frame_rate_hz(), 100);
  EXPECT_THAT(failure("peak", R"({"bins": 2})", registry), HasSubstr("front end peak: options"));
  EXPECT_THAT(failure("peak", ""), HasSubstr("found 'peak'")) << "where nobody added it";
}

TEST(FrontEndRegistryTest, AProgramsOwnFrontEndIsJoinedWithOthers) {
  const FrontEndRegistry registry = registry_with_peak();
  for (const auto& joined : {make_front_end("mfb+peak", registry), registry.make("mfb+peak", "")}) {
    EXPECT_EQ(joined->name(), "mfb+peak");
    EXPECT_EQ(joined->dim(), 41);
  }
  EXPECT_THROW(make_front_end("mfb+peak"), Error);
}

// Those that are built in cannot be replaced, since models rely on what they are.
TEST(FrontEndRegistryTest, TheFirstMakerThatKnowsANameMakesIt) {
  const auto other = [](const std::string& name, const std::string&) -> std::unique_ptr<FrontEnd> {
    if (name != "mfb" && name != "peak") return nullptr;
    return std::make_unique<testing::PeakFrontEnd>(7);
  };
  const FrontEndRegistry registry = registry_with_peak().add("other", other);
  EXPECT_EQ(registry.make("mfb", "")->dim(), 40);
  EXPECT_EQ(registry.make("peak", "")->first_frame_samples(), 160);
}

}  // namespace
}  // namespace affectus
