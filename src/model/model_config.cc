#include "affectus/model_config.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "affectus/error.h"
#include "base/bounded_json.h"
#include "base/dimensions.h"
#include "base/placeholder.h"
#include "text/counted.h"
#include "text/text.h"

namespace affectus {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int format_version = 1;
constexpr const char* format_name = "affectus-model";
constexpr std::size_t largest_extent = 1 << 16;
constexpr std::array<const char*, 4> normalization_names = {"none", "level", "mean", "mean_variance"};
constexpr std::array<const char*, 2> fusion_names = {"early", "late"};
constexpr std::array<const char*, 3> pooling_names = {"mean", "last", "statistics"};

/// A JSON object whose fields are taken one by one; at the end none may be left. Messages name the file and the field's
/// path.
class FieldReader {
 public:
  FieldReader(const json& value, std::string where) : where_(std::move(where)) {
    if (!value.is_object()) fail("", "an object", value);
    for (const auto& [key, field] : value.items()) left_[key] = &field;
  }

  const json& take(const std::string& key) {
    const auto found = left_.find(key);
    if (found == left_.end())
      throw Error(ErrorCode::invalid_format, where_ + ": expected a field '" + key + "', found none");
    const json& value = *found->second;
    left_.erase(found);
    return value;
  }
  bool has(const std::string& key) const { return left_.contains(key); }

  std::string text(const std::string& key) {
    const json& value = take(key);
    if (!value.is_string()) fail(key, "a text", value);
    return value.get<std::string>();
  }
  double number(const std::string& key) {
    const json& value = take(key);
    if (!value.is_number() || !std::isfinite(value.get<double>())) fail(key, "a finite number", value);
    return value.get<double>();
  }
  std::size_t count(const std::string& key) {
    const json& value = take(key);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest_extent)
      fail(key, "a whole number up to " + std::to_string(largest_extent), value);
    return value.get<std::size_t>();
  }
  std::vector<std::size_t> counts(const std::string& key) {
    std::vector<std::size_t> result;
    for (const json& one : list(key)) {
      if (!one.is_number_unsigned() || one.get<std::uint64_t>() > largest_extent)
        fail(key, "a list of whole numbers up to " + std::to_string(largest_extent), one);
      result.push_back(one.get<std::size_t>());
    }
    return result;
  }
  std::vector<std::string> texts(const std::string& key) {
    std::vector<std::string> result;
    for (const json& one : list(key)) {
      if (!one.is_string()) fail(key, "a list of texts", one);
      result.push_back(one.get<std::string>());
    }
    return result;
  }
  std::vector<float> floats(const std::string& key) { return finite<float>(key); }
  std::vector<double> doubles(const std::string& key) { return finite<double>(key); }
  const json& list(const std::string& key) {
    const json& value = take(key);
    if (!value.is_array()) fail(key, "a list", value);
    return value;
  }
  template <std::size_t count>
  std::size_t choice(const std::string& key, const std::array<const char*, count>& names) {
    const json& value = take(key);
    std::string known;
    for (std::size_t i = 0; i < count; ++i) {
      if (value == names[i]) return i;
      known += (i == 0 ? "" : ", ") + std::string(names[i]);
    }
    fail(key, "one of " + known, value);
  }

  void finish() const {
    if (!left_.empty())
      throw Error(ErrorCode::invalid_format, where_ + ": found an unknown field '" + left_.begin()->first + "'");
  }
  std::string path(const std::string& key) const { return where_ + (key.empty() ? "" : ": " + key); }

  [[noreturn]] void fail(const std::string& key, const std::string& expected, const json& found) const {
    std::string text = found.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
    if (text.size() > 60) text = text.substr(0, 60) + "...";
    throw Error(ErrorCode::invalid_format, path(key) + ": expected " + expected + ", found " + text);
  }

 private:
  template <typename Number>
  std::vector<Number> finite(const std::string& key) {
    std::vector<Number> result;
    for (const json& one : list(key)) {
      if (!one.is_number() || !std::isfinite(one.get<Number>())) fail(key, "a list of finite numbers", one);
      result.push_back(one.get<Number>());
    }
    return result;
  }

  std::string where_;
  std::map<std::string, const json*> left_;
};

Normalization read_normalization(const json& value, const std::string& where) {
  FieldReader reader(value, where);
  Normalization normalization;
  normalization.utterance = static_cast<Normalization::Utterance>(reader.choice("utterance", normalization_names));
  normalization.dynamic_range = reader.number("dynamic_range");
  if (!(normalization.dynamic_range >= 0 && normalization.dynamic_range <= 1000))
    reader.fail("dynamic_range", "a number from 0 to 1000", normalization.dynamic_range);
  normalization.mean = reader.floats("mean");
  normalization.scale = reader.floats("scale");
  reader.finish();
  for (const float scale : normalization.scale)
    if (!(scale > 0)) reader.fail("scale", "numbers above 0", scale);
  return normalization;
}

EstimatorShape read_estimator(const json& value, const std::string& where) {
  FieldReader reader(value, where);
  reader.choice("type", std::array{"tc_gru"});
  EstimatorShape shape;
  shape.input_dim = reader.count("input_dim");
  if (reader.has("parts")) shape.parts = reader.counts("parts");
  if (reader.has("fusion")) shape.fusion = static_cast<EstimatorShape::Fusion>(reader.choice("fusion", fusion_names));
  if (reader.has("projection_units")) shape.projection_units = reader.count("projection_units");
  if (reader.has("mixed_layers")) shape.mixed_layers = reader.count("mixed_layers");
  shape.convolution_kernel = reader.count("convolution_kernel");
  shape.convolution_channels = reader.count("convolution_channels");
  shape.gru_layers = reader.count("gru_layers");
  shape.gru_units = reader.count("gru_units");
  shape.pooling = static_cast<EstimatorShape::Pooling>(reader.choice("pooling", pooling_names));
  shape.embedding_units = reader.count("embedding_units");
  if (reader.has("deviations")) shape.deviations = reader.count("deviations");
  if (reader.has("familiarity")) shape.familiarity = reader.count("familiarity");
  reader.finish();
  return shape;
}

ModelConfig::FrontEndEntry read_front_end(const json& value, const std::string& where) {
  FieldReader reader(value, where);
  ModelConfig::FrontEndEntry entry;
  entry.name = reader.text("name");
  const json& options = reader.take("options");
  if (!options.is_object()) reader.fail("options", "an object", options);
  entry.options = options.dump(-1, ' ', true, json::error_handler_t::replace);
  entry.dim = reader.count("dim");
  entry.normalization = read_normalization(reader.take("normalization"), where + ": normalization");
  if (reader.has("selected")) entry.selected = reader.counts("selected");
  reader.finish();
  for (const std::size_t one : entry.selected)
    if (one >= entry.dim) reader.fail("selected", "values from 0 to " + std::to_string(entry.dim - 1), one);
  return entry;
}

ModelFigure read_figure(const json& value, const std::string& where) {
  FieldReader reader(value, where);
  ModelFigure figure{reader.text("set"), reader.text("command"), {}};
  FieldReader values(reader.take("values"), where + ": values");
  for (const auto& [key, number] : value["values"].items()) figure.values[key] = values.number(key);
  reader.finish();
  return figure;
}

template <typename Known>
void check_names(const std::vector<std::string>& names, const std::string& where, const Known& is_known) {
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (name.empty() || !is_known(name))
      throw Error(ErrorCode::invalid_format, where + ": found an unknown name '" + name + "'");
    if (!seen.insert(name).second) throw Error(ErrorCode::invalid_format, where + ": found '" + name + "' twice");
  }
}

void check_distances(const ModelConfig& config, const std::string& file) {
  const std::vector<double>& distances = config.familiarity_distances;
  if (distances.empty()) return;
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorCode::invalid_format, file + ": familiarity_distances: expected " + what);
  };
  if (distances.size() != ModelConfig::distance_quantiles)
    fail(std::to_string(ModelConfig::distance_quantiles) + " numbers, found " + std::to_string(distances.size()));
  if (!std::is_sorted(distances.begin(), distances.end())) fail("ascending numbers, found others");
  if (config.estimator.familiarity == 0) fail("them with an estimator that has familiarity, found one without");
}

// What the parts say must fit together.
void check(ModelConfig& config, const std::string& file) {
  check_names(config.dimensions, file + ": dimensions", [](const std::string& name) {
    return std::find(dimension_names.begin(), dimension_names.end(), name) != dimension_names.end();
  });
  check_names(config.categories, file + ": categories", [](const std::string&) { return true; });
  const auto fail = [&](const std::string& what) { throw Error(ErrorCode::invalid_format, file + ": " + what); };
  config.estimator.dimensions = config.dimensions.size();
  config.estimator.categories = config.categories.size();
  if (config.front_ends.empty()) fail("front_ends: expected at least one");
  std::size_t dim = 0;
  for (std::size_t i = 0; i < config.front_ends.size(); ++i) {
    const auto& entry = config.front_ends[i];
    const std::string where = file + ": front_ends[" + std::to_string(i) + "]";
    const std::size_t own = entry.dim;
    for (const auto& values : {entry.normalization.mean, entry.normalization.scale})
      if (!values.empty() && values.size() != own)
        throw Error(ErrorCode::invalid_format, where + ": normalization: expected " + counted(own, "number", "numbers") +
                                                   ", found " + std::to_string(values.size()));
    dim += entry.width();
  }
  if (dim != config.estimator.input_dim)
    fail("estimator: input_dim: expected the front ends' " + std::to_string(dim) + ", found " +
         std::to_string(config.estimator.input_dim));
  if (!config.estimator.parts.empty() && config.estimator.parts.size() != config.front_ends.size())
    fail("estimator: parts: expected one for each front end (" + std::to_string(config.front_ends.size()) + "), found " +
         std::to_string(config.estimator.parts.size()));
  check_distances(config, file);
  if (!(config.scale_high > config.scale_low)) fail("scale: expected a low end below the high end");
  if (!(config.longest_training_input_s >= 0.1 && config.longest_training_input_s <= 3600))
    fail("longest_training_input_s: expected 0.1 to 3600, found " + shortest_double(config.longest_training_input_s));
  try {
    config.estimator.validate();
  } catch (const Error& error) {
    fail(std::string("estimator: ") + error.what());
  }
}

ordered_json to_json(const Normalization& normalization) {
  return {{"utterance", normalization_names[static_cast<std::size_t>(normalization.utterance)]},
          {"dynamic_range", normalization.dynamic_range},
          {"mean", normalization.mean},
          {"scale", normalization.scale}};
}

ordered_json to_json(const EstimatorShape& shape) {
  ordered_json value = {{"type", "tc_gru"}, {"input_dim", shape.input_dim}};
  if (!shape.parts.empty()) value["parts"] = shape.parts;
  if (shape.fusion != EstimatorShape::Fusion::early) value["fusion"] = fusion_names[static_cast<std::size_t>(shape.fusion)];
  if (shape.projection_units > 0) value["projection_units"] = shape.projection_units;
  if (shape.mixed_layers > 1) value["mixed_layers"] = shape.mixed_layers;
  value.update({{"convolution_kernel", shape.convolution_kernel},
                {"convolution_channels", shape.convolution_channels},
                {"gru_layers", shape.gru_layers},
                {"gru_units", shape.gru_units},
                {"pooling", pooling_names[static_cast<std::size_t>(shape.pooling)]},
                {"embedding_units", shape.embedding_units}});
  if (shape.deviations > 0) value["deviations"] = shape.deviations;
  if (shape.familiarity > 0) value["familiarity"] = shape.familiarity;
  return value;
}

}  // namespace

ModelConfig ModelConfig::parse(std::string_view text, const std::string& name) {
  refuse_placeholder(text, name, FileMeaning::configuration);
  const json value = parse_json(text);
  if (value.is_discarded()) throw Error(ErrorCode::invalid_format, name + ": expected JSON, found " + found_in_json(text));
  FieldReader reader(value, name);
  reader.choice("format", std::array{format_name});
  const json& version = reader.take("version");
  if (version != format_version) reader.fail("version", std::to_string(format_version), version);

  ModelConfig config;
  config.name = reader.text("name");
  const json& front_ends = reader.list("front_ends");
  for (std::size_t i = 0; i < front_ends.size(); ++i)
    config.front_ends.push_back(read_front_end(front_ends[i], name + ": front_ends[" + std::to_string(i) + "]"));
  if (reader.has("frame_rate_hz")) config.frame_rate_hz = reader.number("frame_rate_hz");
  if (!(config.frame_rate_hz >= 0 && config.frame_rate_hz <= 1000))
    reader.fail("frame_rate_hz", "a number from 0 to 1000", config.frame_rate_hz);
  config.estimator = read_estimator(reader.take("estimator"), name + ": estimator");
  config.dimensions = reader.texts("dimensions");
  const std::vector<float> scale = reader.floats("scale");
  if (scale.size() != 2) reader.fail("scale", "a low and a high end", scale);
  config.scale_low = scale[0];
  config.scale_high = scale[1];
  config.categories = reader.texts("categories");
  if (reader.has("familiarity_distances")) config.familiarity_distances = reader.doubles("familiarity_distances");
  if (reader.has("weight_bits")) config.weight_bits = reader.count("weight_bits");
  if (config.weight_bits != 8 && config.weight_bits != 32) reader.fail("weight_bits", "8 or 32", config.weight_bits);
  config.longest_training_input_s = reader.number("longest_training_input_s");
  config.licence = reader.text("licence");
  config.training_data = reader.texts("training_data");
  config.notes = reader.text("notes");
  const json& figures = reader.list("figures");
  for (std::size_t i = 0; i < figures.size(); ++i)
    config.figures.push_back(read_figure(figures[i], name + ": figures[" + std::to_string(i) + "]"));
  reader.finish();
  check(config, name);
  return config;
}

std::string ModelConfig::text() const {
  ordered_json value = {{"format", format_name}, {"version", format_version}, {"name", name}};
  value["front_ends"] = ordered_json::array();
  for (const FrontEndEntry& entry : front_ends) {
    value["front_ends"].push_back({{"name", entry.name},
                                   {"options", ordered_json::parse(entry.options.empty() ? "{}" : entry.options)},
                                   {"dim", entry.dim},
                                   {"normalization", to_json(entry.normalization)}});
    if (!entry.selected.empty()) value["front_ends"].back()["selected"] = entry.selected;
  }
  if (frame_rate_hz > 0) value["frame_rate_hz"] = frame_rate_hz;
  value["estimator"] = to_json(estimator);
  value["dimensions"] = dimensions;
  value["scale"] = {scale_low, scale_high};
  value["categories"] = categories;
  if (!familiarity_distances.empty()) value["familiarity_distances"] = familiarity_distances;
  if (weight_bits != 32) value["weight_bits"] = weight_bits;
  value["longest_training_input_s"] = longest_training_input_s;
  value["licence"] = licence;
  value["training_data"] = training_data;
  value["notes"] = notes;
  value["figures"] = ordered_json::array();
  for (const ModelFigure& figure : figures)
    value["figures"].push_back({{"set", figure.set}, {"command", figure.command}, {"values", figure.values}});
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace affectus
