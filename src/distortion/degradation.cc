#include "distortion/degradation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "affectus/error.h"
#include "distortion/codec.h"
#include "distortion/distortions.h"
#include "text/split.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::size_t babble_voices = 5;

struct Kind {
  const char* name;
  bool level_needed;
  double low, high;
  const char* unit;  // of the level
  const char* meaning;
};

constexpr std::array<Kind, 15> kinds = {{
    {"white", true, -30, 80, "signal to noise, dB", "white noise, signal to noise in dB"},
    {"pink", true, -30, 80, "signal to noise, dB", "pink noise, signal to noise in dB"},
    {"babble", true, -30, 80, "signal to noise, dB", "five utterances of other speakers of the set, signal to noise in dB"},
    {"reverb", true, 0.05, 5, "s",
     "an artificial room, seconds in which its echo falls by 60 dB; echo and voice equally strong"},
    {"microphone", true, 0, 20, "dB",
     "a random frequency response of four filters that raise or lower a band by at most so many dB"},
    {"telephone", false, 0, 0, "", "300 to 3400 Hz"},
    {"lowpass", true, 100, 7999, "Hz", "nothing above so many Hz"},
    {"clip", true, 0.01, 99, "% of the samples", "the loudest so many per cent of the samples are clipped"},
    {"gain", true, -90, 60, "dB", "change of level in dB, then rounded to 16 bits"},
    {"mulaw", false, 0, 0, "", "mu-law at 8 kHz"},
    {"gsm", false, 0, 0, "", "GSM full rate"},
    {"amr", true, 4.75, 12.2, "kbit/s", "AMR narrow band, kbit/s (4.75, 5.15, 5.9, 6.7, 7.4, 7.95, 10.2, 12.2)"},
    {"speex", true, 4, 42, "kbit/s", "Speex wide band, kbit/s"},
    {"opus", true, 6, 128, "kbit/s", "Opus, kbit/s"},
    {"mp3", true, 8, 160, "kbit/s", "MP3 at 16 kHz, kbit/s (8, 16, 24, 32 ...)"},
}};

const Kind* find_kind(const std::string& name) {
  const auto found = std::ranges::find(kinds, name, [](const Kind& kind) { return std::string(kind.name); });
  return found == kinds.end() ? nullptr : &*found;
}

Degradation::Step parse_step(const std::string& text) {
  const std::size_t colon = text.find(':');
  Degradation::Step step{text.substr(0, colon), std::nullopt};
  const auto fail = [&](const std::string& expected) {
    throw Error(ErrorCode::invalid_argument, "degradation: expected " + expected + ", found '" + text + "'");
  };
  const Kind* kind = find_kind(step.kind);
  if (kind == nullptr) {
    std::string known;
    for (const Kind& one : kinds) known += (known.empty() ? "" : ", ") + std::string(one.name);
    fail("KIND:LEVEL with a kind of " + known);
  }
  if (colon == std::string::npos) {
    if (kind->level_needed) fail(step.kind + ":LEVEL (" + kind->meaning + ")");
    return step;
  }
  double level = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, level);
  if (!kind->level_needed) fail(step.kind + " without a level");
  if (error != std::errc() || stop != end || !(level >= kind->low && level <= kind->high))
    fail(step.kind + ":LEVEL, " + kind->meaning + ", from " + shortest_double(kind->low) + " to " +
         shortest_double(kind->high));
  step.level = level;
  return step;
}

std::vector<float> babble(std::size_t count, const BabbleVoices& voices, RandomStream& random) {
  if (voices.count == 0)
    throw Error(ErrorCode::invalid_argument, "babble: expected utterances of other speakers to make it of, found none");
  std::vector<float> sum(count);
  for (std::size_t i = 0; i < babble_voices; ++i) add_voice(sum, voices.voice(random.below(voices.count)), random);
  return sum;
}

void clip(std::span<float> samples, double percent) {
  if (samples.empty()) return;
  std::vector<float> magnitudes;
  for (const float sample : samples) magnitudes.push_back(std::abs(sample));
  const auto place = static_cast<std::size_t>(static_cast<double>(magnitudes.size() - 1) * (1 - percent / 100));
  std::ranges::nth_element(magnitudes, magnitudes.begin() + static_cast<std::ptrdiff_t>(place));
  const float limit = magnitudes[place];
  for (float& sample : samples) sample = std::clamp(sample, -limit, limit);
}

void apply(const Degradation::Step& step, std::vector<float>& samples, const BabbleVoices& voices, RandomStream& random) {
  const double level = step.level.value_or(0);
  const std::string& kind = step.kind;
  if (is_codec(kind)) {
    samples = through_codec(samples, kind, level);
  } else if (kind == "white") {
    add_noise(samples, white_noise(samples.size(), random), 0, level);
  } else if (kind == "pink") {
    add_noise(samples, pink_noise(samples.size(), random), 0, level);
  } else if (kind == "babble") {
    add_noise(samples, babble(samples.size(), voices, random), 0, level);
  } else if (kind == "reverb") {
    samples = reverberate(samples, level, 0, random);
  } else if (kind == "microphone") {
    pass_microphone(samples, -level, level, random);
  } else if (kind == "telephone") {
    pass_telephone_band(samples);
  } else if (kind == "lowpass") {
    low_pass(samples, level);
  } else if (kind == "clip") {
    clip(samples, level);
  } else if (kind == "gain") {
    apply_gain(samples, level);
    round_to_16_bit(samples);
  }
}

}  // namespace

Degradation Degradation::parse(const std::string& text) {
  Degradation degradation{text, {}};
  for (const std::string& step : split(text, '+')) degradation.steps.push_back(parse_step(step));
  return degradation;
}

std::string degradation_help() {
  std::string text;
  for (const Kind& kind : kinds)
    text += "\n  " + std::string(kind.name) + (kind.level_needed ? ":LEVEL" : "") + "  " + kind.meaning;
  return text;
}

std::string level_unit(const std::string& kind) {
  const Kind* found = find_kind(kind);
  return found == nullptr ? "" : found->unit;
}

std::vector<float> degrade(std::span<const float> samples, const Degradation& degradation, const BabbleVoices& voices,
                           RandomStream& random) {
  std::vector<float> result(samples.begin(), samples.end());
  for (const Degradation::Step& step : degradation.steps) apply(step, result, voices, random);
  return result;
}

}  // namespace affectus
