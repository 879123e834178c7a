#include "outputs/result_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "text/text.h"

namespace affectus {
namespace {

// What is added to the values of a voice: "activation -0.42, valence +0.61, dominance +0.10".
std::string shift_of(const NeutralVoice& voice, Scale scale) {
  std::string text;
  const auto add = [&](const char* dimension, std::optional<double> neutral) {
    if (!neutral) return;
    const double shift = (scale_ends(Scale::sam).neutral() - *neutral) * scale_ends(scale).step();
    text += std::string(text.empty() ? "" : ", ") + dimension + (shift < 0 ? " " : " +") + decimal(shift, 2);
  };
  add("activation", voice.activation);
  add("valence", voice.valence);
  add("dominance", voice.dominance);
  return text;
}

}  // namespace

std::vector<Dimension> dimension_columns(const RunFacts& facts) {
  std::vector<Dimension> columns(dimensions.begin(), dimensions.end());
  if (facts.has_deviations) columns.insert(columns.end(), deviations.begin(), deviations.end());
  return columns;
}

std::vector<Dimension> all_columns(const RunFacts& facts) {
  std::vector<Dimension> columns = dimension_columns(facts);
  if (facts.baseline) columns.insert(columns.end(), raw_dimensions.begin(), raw_dimensions.end());
  return columns;
}

std::string warning_codes(const std::vector<Warning>& warnings, const std::string& separator) {
  std::string text;
  for (const Warning warning : warnings) text += (text.empty() ? "" : separator) + to_string(warning);
  return text;
}

std::string explanation(Warning warning) {
  switch (warning) {
    case Warning::no_speech:
      return "no frame holds speech: the values mean little";
    case Warning::channels_cancel:
      return "the channels cancel each other out: their mean, which is scored, is silence (--channel takes a single one)";
    case Warning::gap:
      return "samples are missing within the recording: they are silence of that length";
    case Warning::late_start:
      return "the sound begins after the recording does: what comes before is silence";
    case Warning::truncated:
      return "the recording is cut short, or not all of it is read";
    case Warning::damaged:
      return "parts of the recording could not be decoded";
    case Warning::out_of_depth:
      return "unlike all that the model has learned from";
    case Warning::beyond_end:
      return "the interval reaches beyond the recording";
  }
  return to_string(warning);
}

bool makes_values_doubtful(Warning warning) { return warning == Warning::no_speech || warning == Warning::channels_cancel; }

std::map<Warning, std::size_t> count_warnings(const FileResult& result) {
  std::map<Warning, std::size_t> counts;
  for (const Warning warning : result.warnings) counts[warning];
  for (const EmotionSegment& row : result.segments)
    for (const Warning warning : row.warnings) ++counts[warning];
  return counts;
}

std::string scale_text(Scale scale) {
  const ScaleEnds ends = scale_ends(scale);
  return to_string(scale) + ", " + trimmed_decimal(ends.low, 0) + " to " + trimmed_decimal(ends.high, 0);
}

std::string shift_text(const RunFacts& facts) {
  if (!facts.baseline) return "";
  if (facts.baseline->running) return "Values are shifted by a running baseline, the neutral of each voice so far";
  const auto& voices = facts.baseline->voices;
  std::string text;
  for (const auto& [speaker, voice] : voices) {
    const std::string whose = !speaker.empty() ? one_line(speaker) + " " : voices.size() > 1 ? "others " : "";
    text += (text.empty() ? ": " : "; ") + whose + shift_of(voice, facts.scale);
  }
  return "Values are shifted by a baseline" + text;
}

std::optional<TopCategory> top_category(const EmotionSegment& segment, const RunFacts& facts) {
  const std::size_t count = std::min(segment.categories.size(), facts.categories.size());
  if (count == 0) return std::nullopt;
  const auto begin = segment.categories.begin();
  const auto best = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(count));
  return TopCategory{facts.categories[static_cast<std::size_t>(best - begin)], *best};
}

}  // namespace affectus
