#include "encoders/encoder_windows.h"

#include <algorithm>
#include <cmath>

#include "affectus/error.h"
#include "affectus/frames.h"
#include "encoder_graphs/encoder_name.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr double longest_window_s = 600;

double seconds(std::size_t samples) { return static_cast<double>(samples) / sample_rate_hz; }

}  // namespace

EncoderWindows encoder_windows(const std::string& front_end, double window_s, double context_s,
                               const EncoderConfig& config) {
  const auto fail = [&](const std::string& field, const std::string& expected, double found) {
    throw Error(ErrorCode::invalid_argument,
                "front end " + front_end + ": " + field + ": expected " + expected + ", found " + shortest_double(found));
  };
  const std::size_t hop = samples_per_frame(config);
  const double longest_s = config.is_whisper() ? seconds(config.positions * hop) : longest_window_s;
  if (window_s == 0) window_s = config.is_whisper() ? longest_s : usual_encoder_window_s;
  if (!(window_s >= 1 && window_s <= longest_s)) fail("window_s", "1 to " + shortest_double(longest_s), window_s);
  if (!(context_s >= 0 && context_s <= window_s / 4))
    fail("context_s", "0 to a quarter of window_s (" + shortest_double(window_s / 4) + ")", context_s);
  const auto hops = [&](double length_s) {
    return static_cast<std::size_t>(std::lround(length_s * sample_rate_hz / static_cast<double>(hop)));
  };
  // A frame of the wav2vec 2.0 type reaches beyond its hop: with less context a window's last frames would be missing.
  const std::size_t first = first_frame_samples(config), reach = first > hop ? (first - 1) / hop : 0;
  const std::size_t context = std::max({hops(context_s), reach, std::size_t{1}});
  if (hops(window_s) < 2 * context + 1)
    fail("window_s",
         shortest_double(seconds((2 * context + 1) * hop)) + " or more for an encoder of frames of " +
             shortest_double(seconds(first)) + " s every " + shortest_double(seconds(hop)) + " s",
         window_s);
  return {hops(window_s) * hop, context * hop};
}

}  // namespace affectus
