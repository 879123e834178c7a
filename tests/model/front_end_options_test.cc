#include "model/front_end_options.h"

#include <gmock/gmock.h>

#include <cmath>

#include "affectus/error.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

std::string failure(const std::string& name, const std::string& options) {
  try {
    make_front_end(name, options);
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << options << " was taken";
  return "";
}

TEST(FrontEndOptionsTest, ReachTheFrontEnd) {
  EXPECT_EQ(make_front_end("mfb", "")->dim(), 40);
  EXPECT_EQ(make_front_end("mfb", R"({"bins": 23})")->dim(), 23);
  EXPECT_EQ(make_front_end("mfb", R"({"hop_ms": 20})")->frame_rate_hz(), 50);
  EXPECT_EQ(make_front_end("mfb", R"({"window_ms": 50})")->frame_count(800), 1);
  const std::vector<float> samples(1600, 0.1F);
  const auto first = [&](const std::string& options) { return make_front_end("mfb", options)->compute(samples)[0][0]; };
  for (const char* options : {R"({"window": "hann"})", R"({"window": "hamming"})", R"({"preemphasis": 0.5})",
                              R"({"remove_mean": false})", R"({"low_hz": 60})"})
    EXPECT_TRUE(std::isfinite(first(options))) << options;
  EXPECT_NE(first(R"({"remove_mean": false})"), first(""));
  EXPECT_EQ(make_front_end("prosody", R"({"floor_hz": 75, "ceiling_hz": 500})")->dim(), 3);
}

TEST(FrontEndOptionsTest, MistakesAreNamed) {
  EXPECT_THAT(failure("mfb", R"({"bins": -1})"), HasSubstr("front end mfb: bins: expected a whole number, found -1"));
  EXPECT_THAT(failure("mfb", R"({"bins": 0})"), HasSubstr("bins"));
  EXPECT_THAT(failure("mfb", R"({"low_hz": "20"})"), HasSubstr("low_hz: expected a number"));
  EXPECT_THAT(failure("mfb", R"({"remove_mean": 1})"), HasSubstr("remove_mean: expected true or false"));
  EXPECT_THAT(failure("mfb", R"({"window": "square"})"), HasSubstr("expected povey, hamming or hann, found 'square'"));
  EXPECT_THAT(failure("mfb", R"({"colour": 1})"), HasSubstr("'colour'"));
  EXPECT_THAT(failure("mfb", "[]"), HasSubstr("expected a JSON object"));
  EXPECT_THAT(failure("prosody", R"({"bins": 40})"), HasSubstr("'bins'"));
  EXPECT_THAT(failure("whisper@3", ""), HasSubstr("no encoders are built in"));
}

}  // namespace
}  // namespace affectus
