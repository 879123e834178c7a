// The fields of a request to score a recording: one table parses them and describes them.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "affectus/audio.h"
#include "affectus/prediction.h"
#include "affectus/writer.h"

namespace affectus {

struct PredictFields {
  std::string model;  // empty: the default
  PredictionOptions prediction;
  ChannelChoice channel;
  RecordingOptions recording;
  std::string tier;
  std::string format = "json";
};

struct PredictField {
  const char* name;
  std::string description;
  std::function<nlohmann::ordered_json()> schema;                // JSON Schema of the value as OpenAPI has it
  std::function<void(PredictFields&, const std::string&)> take;  // throws RequestError or Error(invalid_argument)
};

const std::vector<PredictField>& predict_fields();

/// Sets fields by their names, each once. Throws RequestError (400) that names the field for unknown names, repeated ones
/// and invalid values.
class FieldReader {
 public:
  void set(const std::string& name, const std::string& value);
  /// After the last field. Throws RequestError for values that do not fit each other.
  PredictFields finish();

 private:
  PredictFields fields_;
  std::vector<std::string> seen_;
};

/// "sam", "unit" or "signed". Throws RequestError.
Scale scale_of(std::string_view name);

/// The media type of a format's documents.
std::string media_type(const OutputFormat& format);

// Bounds beyond those of the library, so that one client cannot use up the machine.
inline constexpr double least_hop_s = 0.02;
inline constexpr double longest_window_s = 60;

}  // namespace affectus
