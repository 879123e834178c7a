#include "c_base/rows.h"

#include <array>
#include <memory>
#include <optional>

#include "affectus/summary.h"
#include "c_base/absent.h"

namespace affectus {
namespace {

using Value = std::optional<double> EmotionSegment::*;

// By affectus_dimension.
constexpr std::array<Value, 3> dimensions = {&EmotionSegment::activation, &EmotionSegment::valence,
                                             &EmotionSegment::dominance};
constexpr std::array<Value, 3> deviations = {&EmotionSegment::activation_sd, &EmotionSegment::valence_sd,
                                             &EmotionSegment::dominance_sd};
constexpr std::array<Value, 3> raw_dimensions = {&EmotionSegment::activation_raw, &EmotionSegment::valence_raw,
                                                 &EmotionSegment::dominance_raw};

affectus_warning bit_of(Warning warning) {
  switch (warning) {
    case Warning::no_speech:
      return AFFECTUS_WARNING_NO_SPEECH;
    case Warning::channels_cancel:
      return AFFECTUS_WARNING_CHANNELS_CANCEL;
    case Warning::gap:
      return AFFECTUS_WARNING_GAP;
    case Warning::late_start:
      return AFFECTUS_WARNING_LATE_START;
    case Warning::truncated:
      return AFFECTUS_WARNING_TRUNCATED;
    case Warning::damaged:
      return AFFECTUS_WARNING_DAMAGED;
    case Warning::out_of_depth:
      return AFFECTUS_WARNING_OUT_OF_DEPTH;
    case Warning::beyond_end:
      return AFFECTUS_WARNING_BEYOND_END;
  }
  return {};
}

// Null where there is none.
const EmotionSegment* find(const affectus_rows* rows, std::size_t row) {
  return rows == nullptr || row >= rows->rows.size() ? nullptr : &rows->rows[row];
}

double find(const affectus_rows* rows, std::size_t row, const std::array<Value, 3>& values, std::int32_t dimension) {
  const EmotionSegment* segment = find(rows, row);
  if (segment == nullptr || dimension < 0 || dimension >= static_cast<std::int32_t>(values.size())) return absent;
  return (segment->*values[static_cast<std::size_t>(dimension)]).value_or(absent);
}

}  // namespace

std::uint32_t mask_of(std::span<const Warning> warnings) {
  std::uint32_t mask = 0;
  for (const Warning warning : warnings) mask |= static_cast<std::uint32_t>(bit_of(warning));
  return mask;
}

}  // namespace affectus

using affectus::absent;

size_t affectus_rows_count(const affectus_rows* rows) { return rows == nullptr ? 0 : rows->rows.size(); }

double affectus_rows_start_s(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? absent : segment->start_s;
}

double affectus_rows_end_s(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? absent : segment->end_s;
}

double affectus_rows_speech(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? absent : segment->speech;
}

double affectus_rows_dimension(const affectus_rows* rows, size_t row, int32_t dimension) {
  return affectus::find(rows, row, affectus::dimensions, dimension);
}

double affectus_rows_dimension_raw(const affectus_rows* rows, size_t row, int32_t dimension) {
  return affectus::find(rows, row, affectus::raw_dimensions, dimension);
}

double affectus_rows_deviation(const affectus_rows* rows, size_t row, int32_t dimension) {
  return affectus::find(rows, row, affectus::deviations, dimension);
}

double affectus_rows_familiarity(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? absent : segment->familiarity.value_or(absent);
}

double affectus_rows_category(const affectus_rows* rows, size_t row, size_t category) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr || category >= segment->categories.size() ? absent : segment->categories[category];
}

const float* affectus_rows_embedding(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr || segment->embedding.empty() ? nullptr : segment->embedding.data();
}

size_t affectus_rows_embedding_size(const affectus_rows* rows) {
  const auto* segment = affectus::find(rows, 0);
  return segment == nullptr ? 0 : segment->embedding.size();
}

const char* affectus_rows_label(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? nullptr : segment->label.c_str();
}

const char* affectus_rows_tier(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? nullptr : segment->tier.c_str();
}

const char* affectus_rows_speaker(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? nullptr : segment->speaker.c_str();
}

int32_t affectus_rows_channel(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? -1 : segment->channel.value_or(-1);
}

int32_t affectus_rows_turn(const affectus_rows* rows, size_t row) {
  return rows == nullptr || row >= rows->turns.size() ? AFFECTUS_TURN_NONE : rows->turns[row];
}

uint32_t affectus_rows_warnings(const affectus_rows* rows, size_t row) {
  const auto* segment = affectus::find(rows, row);
  return segment == nullptr ? 0 : affectus::mask_of(segment->warnings);
}

uint32_t affectus_rows_recording_warnings(const affectus_rows* rows) { return rows == nullptr ? 0 : rows->warnings; }

double affectus_rows_duration_s(const affectus_rows* rows) { return rows == nullptr ? absent : rows->duration_s; }

int32_t affectus_rows_scale(const affectus_rows* rows) { return rows == nullptr ? AFFECTUS_SCALE_SAM : rows->scale; }

double affectus_rows_summary(const affectus_rows* rows, int32_t dimension) {
  if (rows == nullptr) return absent;
  affectus::Summary summary;
  for (const affectus::EmotionSegment& row : rows->rows) summary.add(row);
  switch (dimension) {
    case AFFECTUS_ACTIVATION:
      return summary.activation().value_or(absent);
    case AFFECTUS_VALENCE:
      return summary.valence().value_or(absent);
    case AFFECTUS_DOMINANCE:
      return summary.dominance().value_or(absent);
  }
  return absent;
}

void affectus_rows_free(affectus_rows* rows) { std::unique_ptr<affectus_rows>{rows}; }
