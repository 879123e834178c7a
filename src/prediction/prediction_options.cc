#include <cmath>
#include <locale>
#include <sstream>

#include "affectus/error.h"
#include "affectus/prediction.h"

namespace affectus {
namespace {

// Below the length of one frame a window says nothing; above a day it is a mistake.
constexpr double shortest_window_s = 0.025, longest_window_s = 86400, shortest_hop_s = 0.001;

void check(const char* option, double value, double low, double high) {
  if (std::isfinite(value) && value >= low && value <= high) return;
  std::ostringstream message;
  message.imbue(std::locale::classic());
  message << option << ": expected " << low << " to " << high << " seconds, found " << value;
  throw Error(ErrorCode::invalid_argument, message.str());
}

void check(const Baseline& baseline) {
  if (baseline.running != baseline.voices.empty())
    throw Error(ErrorCode::invalid_argument, std::string("baseline: expected either a running one or voices, found ") +
                                                 (baseline.running ? "both" : "neither"));
  for (const auto& [speaker, voice] : baseline.voices)
    for (const std::optional<double>& neutral : {voice.activation, voice.valence, voice.dominance})
      if (neutral && !std::isfinite(*neutral))
        throw Error(ErrorCode::invalid_argument,
                    "baseline: expected finite dimensions, found one that is not finite of the speaker '" + speaker + "'");
}

}  // namespace

std::string to_string(Scale scale) {
  switch (scale) {
    case Scale::sam:
      return "sam";
    case Scale::unit:
      return "unit";
    case Scale::signed_:
      return "signed";
  }
  return "sam";
}

void PredictionOptions::validate() const {
  if (windows_together == 0) throw Error(ErrorCode::invalid_argument, "windows_together: expected at least 1, found 0");
  if (window_s) check("window", *window_s, shortest_window_s, longest_window_s);
  if (baseline) check(*baseline);
  if (!hop_s) return;
  if (!window_s) throw Error(ErrorCode::invalid_argument, "hop: expected a window as well");
  check("hop", *hop_s, shortest_hop_s, longest_window_s);
}

}  // namespace affectus
