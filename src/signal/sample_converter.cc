#include "signal/sample_converter.h"

#include <string>

#include "affectus/error.h"
#include "affectus/frames.h"
#include "signal/signal_limits.h"
#include "text/counted.h"

namespace affectus {
namespace {

int checked(const char* what, int value, int low, int high) {
  if (value >= low && value <= high) return value;
  throw Error(ErrorCode::invalid_argument, std::string(what) + ": expected " + std::to_string(low) + " to " +
                                               std::to_string(high) + ", found " + std::to_string(value));
}

}  // namespace

SampleConverter::SampleConverter(int rate_hz, int channels, ChannelChoice choice, const MakeResampler& make_resampler)
    : rate_hz_(rate_hz), channels_(checked("channels", channels, 1, most_channels)), mixer_(choice) {
  checked("sampling rate", rate_hz, lowest_sample_rate_hz, highest_sample_rate_hz);
  const std::size_t signals = mixer_.signal_count(channels, "samples");
  if (rate_hz != sample_rate_hz)
    for (std::size_t i = 0; i < signals; ++i) resamplers_.push_back(make_resampler(rate_hz));
  mixed_.resize(signals);
}

void SampleConverter::check(std::span<const float> interleaved) const {
  if (interleaved.size() % static_cast<std::size_t>(channels_) != 0)
    throw Error(ErrorCode::invalid_argument, "samples: expected a multiple of the " +
                                                 counted(channels_, "channel", "channels") + ", found " +
                                                 std::to_string(interleaved.size()));
}

bool SampleConverter::push(std::span<const float> interleaved, std::vector<std::vector<float>>& signals) {
  check(interleaved);
  const ChannelMixer::Appended appended = mixer_.append(interleaved, channels_, mixed_);
  if (!appended.squares.empty()) cancelling_.add(mixed_.front(), appended.squares, channels_, rate_hz_, silences_);
  for (std::size_t i = 0; i < mixed_.size(); ++i) {
    if (resamplers_.empty())
      signals[i].insert(signals[i].end(), mixed_[i].begin(), mixed_[i].end());
    else
      resamplers_[i]->push(mixed_[i], signals[i]);
    mixed_[i].clear();
  }
  return appended.replaced;
}

void SampleConverter::finish(std::vector<std::vector<float>>& signals) {
  for (std::size_t i = 0; i < resamplers_.size(); ++i) resamplers_[i]->finish(signals[i]);
}

}  // namespace affectus
