#include "serve/stream_settings.h"

#include <algorithm>
#include <cmath>

#include "audio/raw_format.h"
#include "serve/fields.h"
#include "serve/server_error.h"
#include "text/joined.h"
#include "text/shown.h"

namespace affectus {
namespace {

using Json = nlohmann::ordered_json;
using Given = nlohmann::json;

constexpr int most_stream_channels = 16;

[[noreturn]] void refuse(const std::string& expected, const Given& found) {
  throw RequestError{
      wrong("expected " + expected + ", found " + shown(found.dump(-1, ' ', true, Given::error_handler_t::replace)))};
}

std::string text_of(const Given& value) {
  if (!value.is_string()) refuse("a text", value);
  return value.get<std::string>();
}

int whole(const Given& value, int least, int most) {
  const bool is_whole = value.is_number_integer() || (value.is_number_float() && std::trunc(value.get<double>()) == value);
  if (!is_whole || !(value.get<double>() >= least && value.get<double>() <= most))
    refuse("a whole number from " + std::to_string(least) + " to " + std::to_string(most), value);
  return static_cast<int>(value.get<double>());
}

double seconds(const Given& value) {
  if (!value.is_number() || !(value.get<double>() >= least_hop_s && value.get<double>() <= longest_window_s))
    refuse("seconds from " + Given(least_hop_s).dump() + " to " + Given(longest_window_s).dump(), value);
  return value.get<double>();
}

Json integers(int least, int most) { return {{"type", "integer"}, {"minimum", least}, {"maximum", most}}; }
Json durations() { return {{"type", "number"}, {"minimum", least_hop_s}, {"maximum", longest_window_s}}; }

std::vector<StreamField> make_stream_fields() {
  return {
      {"encoding", "Of the binary frames: samples, or container: the bytes of a recording as browsers record it (WebM, Ogg)",
       [] {
         return Json{{"type", "string"}, {"enum", {"s16le", "f32le", "container"}}};
       },
       [](StreamSettings& settings, const Given& value) {
         const std::string name = text_of(value);
         if (name != "s16le" && name != "f32le" && name != "container") refuse("s16le, f32le or container", value);
         settings.encoding = name;
       },
       [](const StreamSettings& settings) { return Json(settings.encoding); }},
      {"sampling_rate", "Of samples, in Hz", [] { return integers(lowest_sample_rate_hz, highest_sample_rate_hz); },
       [](StreamSettings& settings, const Given& value) {
         settings.sampling_rate = whole(value, lowest_sample_rate_hz, highest_sample_rate_hz);
       },
       [](const StreamSettings& settings) { return Json(settings.sampling_rate); }},
      {"channels", "Of samples, interleaved; their mean is scored", [] { return integers(1, most_stream_channels); },
       [](StreamSettings& settings, const Given& value) { settings.channels = whole(value, 1, most_stream_channels); },
       [](const StreamSettings& settings) { return Json(settings.channels); }},
      {"window_s", "Seconds of a measurement", [] { return durations(); },
       [](StreamSettings& settings, const Given& value) { settings.window_s = seconds(value); },
       [](const StreamSettings& settings) { return Json(settings.window_s); }},
      {"hop_s", "Seconds from measurement to measurement", [] { return durations(); },
       [](StreamSettings& settings, const Given& value) { settings.hop_s = seconds(value); },
       [](const StreamSettings& settings) { return Json(settings.hop_s); }},
      {"model", "A model of GET /v1/models",
       [] {
         return Json{{"type", "string"}, {"minLength", 1}};
       },
       [](StreamSettings& settings, const Given& value) { settings.model = text_of(value); },
       [](const StreamSettings& settings) { return Json(settings.model); }},
      {"scale", "sam: 1 to 7, unit: 0 to 1, signed: -1 to 1; values may lie beyond",
       [] {
         return Json{{"type", "string"}, {"enum", {"sam", "unit", "signed"}}};
       },
       [](StreamSettings& settings, const Given& value) { settings.scale = scale_of(text_of(value)); },
       [](const StreamSettings& settings) { return Json(to_string(settings.scale)); }},
      {"turns", "Whether stretches of speech are told and scored, too",
       [] {
         return Json{{"type", "boolean"}};
       },
       [](StreamSettings& settings, const Given& value) {
         if (!value.is_boolean()) refuse("true or false", value);
         settings.turns = value.get<bool>();
       },
       [](const StreamSettings& settings) { return Json(settings.turns); }},
  };
}

}  // namespace

const std::vector<StreamField>& stream_fields() {
  static const std::vector<StreamField> fields = make_stream_fields();
  return fields;
}

StreamSettings changed_settings(StreamSettings settings, const nlohmann::json& changes) {
  if (!changes.is_object()) throw RequestError{wrong("session: expected an object")};
  for (const auto& [name, value] : changes.items()) {
    const auto field =
        std::ranges::find(stream_fields(), name, [](const StreamField& one) { return std::string(one.name); });
    if (field == stream_fields().end())
      throw RequestError{
          wrong("session: expected members of " + joined(stream_fields(), &StreamField::name) + ", found " + shown(name))};
    try {
      field->take(settings, value);
    } catch (const RequestError& refused) {
      throw RequestError{wrong("session: " + name + ": " + refused.error.message)};
    }
  }
  return settings;
}

nlohmann::ordered_json settings_json(const StreamSettings& settings) {
  Json json = Json::object();
  for (const StreamField& field : stream_fields()) json[field.name] = field.show(settings);
  return json;
}

}  // namespace affectus
