#include "encoders/encoder_windows.h"

#include <gmock/gmock.h>

#include "failure.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

EncoderConfig graph(std::size_t first_frame_samples, std::size_t hop_samples) {
  return EncoderConfig::parse_graph_file(R"({"file": "a.onnx", "input": "x", "outputs": ["y"], "dim": 4, "hop_samples": )" +
                                             std::to_string(hop_samples) + R"(, "first_frame_samples": )" +
                                             std::to_string(first_frame_samples) + "}",
                                         "encoder.json");
}

TEST(EncoderWindowsTest, AreWholeHops) {
  const EncoderWindows usual = encoder_windows("e", 0, 0.5, graph(400, 320));
  EXPECT_EQ(usual.window_samples, 240000);
  EXPECT_EQ(usual.context_samples, 8000);
  EXPECT_EQ(encoder_windows("e", 2, 0, graph(400, 320)).context_samples, 320);
  EXPECT_EQ(encoder_windows("e", 2, 0, graph(320, 320)).context_samples, 320);
}

TEST(EncoderWindowsTest, HoldWhatAFrameSees) {
  for (const std::size_t first : {1UL, 79UL, 80UL, 81UL, 8000UL, 60'000UL, 110'000UL})
    for (const std::size_t hop : {80UL, 320UL, 1000UL, 16'000UL}) {
      const EncoderConfig config = graph(first, hop);
      const EncoderWindows windows = encoder_windows("e", 0, 0, config);
      EXPECT_GT(windows.window_samples, 2 * windows.context_samples);
      EXPECT_GE(frame_count(config, windows.window_samples), (windows.window_samples - windows.context_samples) / hop)
          << first << " " << hop;
    }
}

TEST(EncoderWindowsTest, AWindowTooShortForTheFramesIsRefused) {
  for (const auto& [first, hop] : {std::pair{400UL, 160'000UL}, {400UL, 960'000UL}, {960'000UL, 320UL}, {200'000UL, 320UL}})
    EXPECT_THAT(
        testing::failure([own = graph(first, hop)] { encoder_windows("e", 0, 0.5, own); }, ErrorCode::invalid_argument),
        HasSubstr("front end e: window_s: expected "));
  EXPECT_EQ(testing::failure([] { encoder_windows("e", 0, 0.5, graph(960'000, 960'000)); }),
            "front end e: window_s: expected 180 or more for an encoder of frames of 60 s every 60 s, found 15");
  EXPECT_EQ(encoder_windows("e", 180, 0.5, graph(960'000, 960'000)).window_samples, 2'880'000);
}

}  // namespace
}  // namespace affectus
