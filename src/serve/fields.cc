#include "serve/fields.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "audio/raw_format.h"
#include "serve/server_error.h"
#include "text/joined.h"
#include "text/parsed_number.h"
#include "text/shown.h"

namespace affectus {
namespace {

using Json = nlohmann::ordered_json;

constexpr int most_tracks = 10000;

[[noreturn]] void refuse(const std::string& expected, const std::string& found) {
  throw RequestError{wrong("expected " + expected + ", found " + shown(found))};
}

double seconds(const std::string& text, double least, double most) {
  const auto value = parsed_number<double>(text);
  if (!value || !(*value >= least && *value <= most))
    refuse("seconds from " + nlohmann::json(least).dump() + " to " + nlohmann::json(most).dump(), text);
  return *value;
}

int whole(const std::string& text, int end) {
  const auto value = parsed_number<int>(text);
  if (!value || *value < 0 || *value >= end) refuse("a number from 0 to " + std::to_string(end - 1), text);
  return *value;
}

bool truth(const std::string& text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  refuse("true or false", text);
}

ChannelChoice channel_of(const std::string& text) {
  if (text == "mix") return {ChannelChoice::Kind::mix, 0};
  if (text == "each") return {ChannelChoice::Kind::each, 0};
  const auto index = parsed_number<int>(text);
  if (!index || *index < 0 || *index >= most_channels) refuse("mix, each or a number from 0 to 1023", text);
  return {ChannelChoice::Kind::one, *index};
}

std::vector<std::string> scale_names() {
  std::vector<std::string> names;
  for (const Scale scale : {Scale::sam, Scale::unit, Scale::signed_}) names.push_back(to_string(scale));
  return names;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const OutputFormat& format : output_formats()) names.push_back(format.name);
  return names;
}

Json seconds_schema(double least, double most) { return {{"type", "number"}, {"minimum", least}, {"maximum", most}}; }

std::vector<PredictField> make_predict_fields() {
  return {
      {"model", "A model of GET /v1/models; without it the default",
       [] {
         return Json{{"type", "string"}, {"minLength", 1}};
       },
       [](PredictFields& fields, const std::string& text) { fields.model = text; }},
      {"window", "Seconds a row; without it one row a recording, or windows of the model's longest training input",
       [] { return seconds_schema(least_hop_s, longest_window_s); },
       [](PredictFields& fields, const std::string& text) {
         fields.prediction.window_s = seconds(text, least_hop_s, longest_window_s);
       }},
      {"hop", "Seconds from window to window, which `window` must stand beside; without it the window",
       [] { return seconds_schema(least_hop_s, longest_window_s); },
       [](PredictFields& fields, const std::string& text) {
         fields.prediction.hop_s = seconds(text, least_hop_s, longest_window_s);
       }},
      {"scale", "sam: 1 to 7, unit: 0 to 1, signed: -1 to 1; values may lie beyond",
       [] {
         return Json{{"type", "string"}, {"enum", scale_names()}, {"default", "sam"}};
       },
       [](PredictFields& fields, const std::string& text) { fields.prediction.scale = scale_of(text); }},
      {"channel", "mix: the mean of the channels, N: one from 0, each: a row for each",
       [] {
         return Json{{"type", "string"}, {"pattern", "^(mix|each|[0-9]|[1-9][0-9]{1,2})$"}, {"default", "mix"}};
       },
       [](PredictFields& fields, const std::string& text) { fields.channel = channel_of(text); }},
      {"track", "Audio track of a file that has several, from 0; without it the first",
       [] {
         return Json{{"type", "integer"}, {"minimum", 0}, {"maximum", most_tracks - 1}};
       },
       [](PredictFields& fields, const std::string& text) { fields.recording.track = whole(text, most_tracks); }},
      {"raw", "The recording is samples without a header, ENCODING:RATE[:CHANNELS], such as s16le:16000",
       [] {
         return Json{{"type", "string"},
                     {"pattern", "^(s16le|s16be|s24le|s32le|f32le|u8|mulaw|alaw):(8000|16000|44100|48000)(:[1-8])?$"}};
       },
       [](PredictFields& fields, const std::string& text) { fields.recording.raw = parse_raw_format(text); }},
      {"embedding", "Whether each row has the model's embedding",
       [] {
         return Json{{"type", "boolean"}, {"default", false}};
       },
       [](PredictFields& fields, const std::string& text) { fields.prediction.embedding = truth(text); }},
      {"tier", "Interval tier of a TextGrid in `segments`; without it the first",
       [] {
         return Json{{"type", "string"}, {"minLength", 1}};
       },
       [](PredictFields& fields, const std::string& text) { fields.tier = text; }},
      {"format", "Of the answer; json is the object of the recording, jsonl and csv come row by row",
       [] {
         return Json{{"type", "string"}, {"enum", format_names()}, {"default", "json"}};
       },
       [](PredictFields& fields, const std::string& text) { fields.format = output_format(text).name; }},
  };
}

}  // namespace

Scale scale_of(std::string_view name) {
  for (const Scale scale : {Scale::sam, Scale::unit, Scale::signed_})
    if (name == to_string(scale)) return scale;
  refuse("one of " + joined(scale_names()), std::string(name));
}

const std::vector<PredictField>& predict_fields() {
  static const std::vector<PredictField> fields = make_predict_fields();
  return fields;
}

void FieldReader::set(const std::string& name, const std::string& value) {
  const auto field =
      std::ranges::find(predict_fields(), name, [](const PredictField& one) { return std::string(one.name); });
  if (field == predict_fields().end())
    throw RequestError{
        wrong("expected fields of " + joined(predict_fields(), &PredictField::name) + ", found " + shown(name))};
  if (std::ranges::find(seen_, name) != seen_.end()) throw RequestError{wrong(name + ": expected once, found twice")};
  seen_.push_back(name);
  if (value.empty()) throw RequestError{wrong(name + ": expected a value, found none")};
  try {
    field->take(fields_, value);
  } catch (const RequestError& refused) {
    throw RequestError{wrong(name + ": " + refused.error.message)};
  } catch (const Error& error) {
    throw RequestError{wrong(name + ": " + error.what())};
  }
}

PredictFields FieldReader::finish() {
  try {
    fields_.prediction.validate();
  } catch (const Error& error) {
    throw RequestError{wrong(error.what())};
  }
  return fields_;
}

std::string media_type(const OutputFormat& format) {
  if (format.name == "json") return "application/json";
  if (format.name == "jsonl") return "application/jsonl";
  if (format.name == "csv") return "text/csv; charset=utf-8";
  if (format.name == "html") return "text/html; charset=utf-8";
  if (format.name == "eaf") return "application/xml";
  if (format.name == "vtt") return "text/vtt; charset=utf-8";
  if (format.name == "srt") return "application/x-subrip; charset=utf-8";
  return "text/plain; charset=utf-8";
}

}  // namespace affectus
