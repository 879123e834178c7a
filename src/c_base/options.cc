#include "c_base/options.h"

#include "c_base/errors.h"

namespace affectus {
namespace {

constexpr std::size_t most_threads = 1024;

[[noreturn]] void refuse(const char* field, const std::string& expected, const std::string& found) {
  throw Error(ErrorCode::invalid_argument, std::string(field) + ": expected " + expected + ", found " + found);
}

}  // namespace

std::vector<std::string> texts_of(const char* const* texts, std::size_t count, const char* name) {
  if (count > 0) required(texts, name);
  std::vector<std::string> list;
  for (std::size_t i = 0; i < count; ++i) list.emplace_back(&required(texts[i], name));
  return list;
}

Scale scale_of(std::int32_t scale) {
  switch (scale) {
    case AFFECTUS_SCALE_SAM:
      return Scale::sam;
    case AFFECTUS_SCALE_UNIT:
      return Scale::unit;
    case AFFECTUS_SCALE_SIGNED:
      return Scale::signed_;
  }
  refuse("scale", "0 (sam), 1 (unit) or 2 (signed)", std::to_string(scale));
}

ChannelChoice channels_of(std::int32_t channels, std::int32_t channel) {
  switch (channels) {
    case AFFECTUS_CHANNELS_MIX:
      return {ChannelChoice::Kind::mix};
    case AFFECTUS_CHANNELS_ONE:
      if (channel < 0) refuse("channel", "one from 0", std::to_string(channel));
      return {ChannelChoice::Kind::one, channel};
    case AFFECTUS_CHANNELS_EACH:
      return {ChannelChoice::Kind::each};
  }
  refuse("channels", "0 (mix), 1 (one) or 2 (each)", std::to_string(channels));
}

std::optional<double> window_of(double window_s) {
  return window_s == AFFECTUS_WHOLE ? std::nullopt : std::optional(window_s);
}

RecordingFields recording_of(std::int32_t track, const char* raw, double max_duration_s) {
  if (track < 0) refuse("track", "one from 0", std::to_string(track));
  if (!(max_duration_s >= 0)) refuse("max_duration_s", "seconds from 0", std::to_string(max_duration_s));
  return {track, raw, max_duration_s};
}

void require_samples(const RecordingFields& fields) {
  const char* given = fields.track != 0            ? "track"
                      : fields.raw != nullptr      ? "raw"
                      : fields.max_duration_s != 0 ? "max_duration_s"
                                                   : nullptr;
  if (given != nullptr) refuse(given, "none for samples, which are no recording", "one");
}

std::size_t threads_of(std::size_t threads, std::size_t standard) {
  if (threads > most_threads) refuse("threads", "up to " + std::to_string(most_threads), std::to_string(threads));
  return threads == 0 ? standard : threads;
}

}  // namespace affectus
