// The settings of a stream: one table parses them, shows them and describes them.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "affectus/prediction.h"

namespace affectus {

struct StreamSettings {
  std::string encoding = "s16le";  // or f32le; container: the bytes are a recording, whose header has rate and channels
  int sampling_rate = 16000;
  int channels = 1;
  double window_s = 3;
  double hop_s = 0.25;
  std::string model;  // its name
  Scale scale = Scale::sam;
  bool turns = false;  // stretches of speech are found and scored, too
};

struct StreamField {
  const char* name;
  const char* description;
  std::function<nlohmann::ordered_json()> schema;
  /// Throws RequestError that says what was expected and found.
  std::function<void(StreamSettings&, const nlohmann::json&)> take;
  std::function<nlohmann::ordered_json(const StreamSettings&)> show;
};

const std::vector<StreamField>& stream_fields();

/// The settings with the members of `changes`. Throws RequestError that names the member, for unknown ones, values out of
/// range, and those that do not fit each other.
StreamSettings changed_settings(StreamSettings settings, const nlohmann::json& changes);
nlohmann::ordered_json settings_json(const StreamSettings& settings);

}  // namespace affectus
