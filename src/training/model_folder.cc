#include "training/model_folder.h"

#include <cmath>
#include <deque>
#include <iomanip>
#include <locale>
#include <sstream>
#include <string>
#include <vector>

#include "affectus/model_folder.h"
#include "storage/files.h"
#include "storage/safetensors_storage.h"
#include "tensors/quantized_weights.h"
#include "text/counted.h"

namespace affectus {
namespace {

std::string corpus_line(const TrainingSet::Corpus& corpus) {
  return corpus.name + ": " + std::to_string(corpus.train_count) + " training and " +
         counted(corpus.development_count, "development utterance", "development utterances") + ", manifest " +
         corpus.manifest_hash;
}

std::vector<std::string> training_data_lines(const Recipe& recipe, const TrainingSet& set) {
  std::vector<std::string> lines = recipe.training_data;
  for (const TrainingSet::Corpus& corpus : set.corpora) lines.push_back(corpus_line(corpus));
  return lines;
}

ModelConfig make_config(const Recipe& recipe, const EstimatorShape& shape,
                        const std::vector<ModelConfig::FrontEndEntry>& front_ends, const TrainingData& data,
                        const RunState& state) {
  ModelConfig config;
  config.name = recipe.name;
  config.front_ends = front_ends;
  config.frame_rate_hz = recipe.frame_rate_hz;
  config.estimator = shape;
  config.dimensions.assign(dimension_names.begin(), dimension_names.end());
  config.categories = data.set().categories;
  config.familiarity_distances = recipe.familiarity.distances;
  config.weight_bits = recipe.training.weight_bits;
  config.longest_training_input_s = data.longest_training_input_s();
  config.licence = recipe.licence;
  config.training_data = training_data_lines(recipe, data.set());
  config.notes = recipe.notes;
  for (const DevelopmentScore& score : state.epochs[state.best_epoch - 1].development) {
    ModelFigure& figure = config.figures.emplace_back();
    figure.set = score.set + " development";
    figure.command =
        "affectus train, epoch " + std::to_string(state.best_epoch) + " of " + std::to_string(state.epochs.size());
    for (std::size_t i = 0; i < dimension_names.size(); ++i)
      if (std::isfinite(score.ccc[i])) figure.values[std::string("ccc_") + dimension_names[i]] = score.ccc[i];
  }
  return config;
}

std::string card(const ModelConfig& config, const std::string& options, const std::string& encoder) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << "# " << config.name << "\n\nEstimates activation, valence and dominance from speech";
  if (!config.categories.empty()) text << ", and a category of emotion";
  text << ". Licence of the weights: " << config.licence << ".\n";
  if (!config.notes.empty()) text << "\n" << config.notes << "\n";
  text << "\n## Training data\n";
  for (const std::string& line : config.training_data) text << "- " << line << "\n";
  text << "\n## Network\n- front ends:";
  for (const auto& front_end : config.front_ends) text << " " << front_end.name;
  if (!encoder.empty()) text << "\n- what the encoder has learned: " << encoder;
  text << "\n- parameters: " << config.estimator.parameter_count()
       << (config.weight_bits == 8 ? " (matrices in 8 bits)" : "")
       << "\n- longest training input: " << config.longest_training_input_s << " s\n- trained by `affectus train recipe.toml"
       << options << "` (the recipe is in this folder)\n";
  if (config.figures.empty()) return text.str();
  text << "\n## Figures\n| set | activation CCC | valence CCC | dominance CCC |\n|---|---|---|---|\n"
       << std::fixed << std::setprecision(3);
  for (const ModelFigure& figure : config.figures) {
    text << "| " << figure.set << " |";
    for (const std::string& dimension : config.dimensions) {
      const auto value = figure.values.find("ccc_" + dimension);
      if (value == figure.values.end()) {
        text << " |";
      } else {
        text << " " << value->second << " |";
      }
    }
    text << "\n";
  }
  text << "\nThe development partition decided when training stopped, so these figures flatter; test partitions: `affectus "
          "evaluate`.\n";
  return text.str();
}

void write_weights(const std::filesystem::path& file, const StateTensors& weights, std::size_t bits) {
  std::vector<NamedTensor> tensors;
  std::deque<QuantizedMatrix> quantized;  // what the list refers to
  for (const auto& [name, tensor] : weights) {
    if (bits == 8 && is_quantizable(name, tensor.shape)) {
      const QuantizedMatrix& matrix = quantized.emplace_back(quantize(tensor.values, tensor.shape[0]));
      tensors.push_back({name, tensor.shape, matrix.codes});
      tensors.push_back({scale_name(name), {tensor.shape[0]}, matrix.scales});
    } else {
      tensors.push_back({name, tensor.shape, tensor.values});
    }
  }
  write_safetensors(file, tensors);
}

}  // namespace

void write_model_folder(const std::filesystem::path& folder, const Recipe& recipe, const EstimatorShape& shape,
                        const std::vector<ModelConfig::FrontEndEntry>& front_ends, const TrainingData& data,
                        const RunState& state, const std::string& encoder) {
  const ModelConfig config = make_config(recipe, shape, front_ends, data, state);
  write_weights(folder / "model.safetensors", state.best_weights, config.weight_bits);
  write_file_atomically(folder / "README.md", card(config, recipe.options, encoder));
  write_file_atomically(folder / "recipe.toml", recipe.text);
  write_model_config(config, folder / "config.json");
}

}  // namespace affectus
