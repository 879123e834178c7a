#include <algorithm>

#include "affectus/emotion_checkpoints.h"
#include "checkpoint/checkpoint_tensors.h"
#include "encoders/compiled_graph.h"
#include "encoders/emotion_checkpoint_config.h"
#include "encoders/emotion_head.h"
#include "encoders/encoder_input.h"
#include "encoders/graph_key.h"
#include "encoders/speech_encoder.h"
#include "hub_cache/hub_snapshot.h"

namespace affectus {
namespace {

using Head = EmotionCheckpointConfig::Head;

class CheckpointEstimator : public SampleEstimator {
 public:
  CheckpointEstimator(const std::filesystem::path& folder, const EmotionCheckpointConfig& config,
                      const EncoderRuntime& runtime)
      : config_(config), checkpoint_(CheckpointTensors::open(folder)) {
    CheckpointWeights encoder_part = encoder_weights(checkpoint_, config.encoder);
    const graph::EncoderGraph encoder = graph::build_encoder(config.encoder, encoder_part);
    encoder_part.finish();
    // The head's tensors have no prefix; the encoder's have been held to account.
    CheckpointWeights head_part(checkpoint_, "");
    head_part.ignore_prefix(encoder_part.prefix());
    const graph::EmotionOutputs outputs = build_head(encoder, head_part);
    head_part.finish();
    embedding_dim_ = outputs.embedding_dim;
    const graph::Value scores = config.has_dimensions ? outputs.scores : graph::softmax(outputs.scores, 1);
    std::vector<std::filesystem::path> files = checkpoint_.files();
    for (const char* name : {"config.json", "ssl_config.json"})
      if (std::filesystem::exists(folder / name)) files.push_back(folder / name);
    // What may be given beside the files decides whether a softmax follows.
    const std::string settings =
        std::string(config.has_dimensions ? "dimensions " : "categories ") + std::to_string(config.labels.size());
    std::unique_ptr<const StemRunner> stem;
    if (encoder.stem) stem = std::make_unique<StemRunner>(config.encoder, *encoder.stem, runtime, graph_key(files, ""));
    input_.emplace(config.encoder, /*pad=*/true, config.statistics, std::move(stem));
    graph_ = std::make_unique<CompiledGraph>(ov::OutputVector{scores, outputs.embedding}, ov::ParameterVector{encoder.input},
                                             input_->graph_inputs(), runtime, graph_key(files, settings));
  }

  std::size_t embedding_dim() const { return embedding_dim_; }

  std::size_t shortest_samples() const override { return first_frame_samples(config_.encoder); }

  Estimate estimate(std::span<const float> samples) const override {
    Estimate estimate;
    graph_->run(std::vector{input_->make(samples)}, [&](std::size_t output, const ov::Tensor& tensor) {
      const float* values = tensor.data<const float>();
      std::vector<float>& place = output == 1              ? estimate.embedding
                                  : config_.has_dimensions ? estimate.dimensions
                                                           : estimate.categories;
      place.assign(values, values + tensor.get_size());
    });
    return estimate;
  }

 private:
  graph::EmotionOutputs build_head(const graph::EncoderGraph& encoder, CheckpointWeights& weights) const {
    const std::size_t outputs = config_.labels.size();
    switch (config_.head) {
      case Head::sequence_classifier:
        return graph::sequence_classifier(config_.encoder, encoder, weights, config_.weighted_layers, config_.hidden_size,
                                          outputs);
      case Head::dense:
        return graph::dense_head(config_.encoder, encoder, weights, outputs);
      case Head::attentive_statistics:
        break;
    }
    return graph::attentive_statistics_head(config_.encoder, encoder, weights, config_.hidden_layers, config_.hidden_size,
                                            outputs);
  }

  EmotionCheckpointConfig config_;
  CheckpointTensors checkpoint_;
  std::optional<EncoderInput> input_;
  std::size_t embedding_dim_ = 0;
  std::unique_ptr<CompiledGraph> graph_;
};

ModelConfig describe(const std::filesystem::path& folder, const EmotionCheckpointConfig& checkpoint) {
  ModelConfig config;
  const std::filesystem::path place = std::filesystem::canonical(folder);
  const auto hub = hub_name_of_snapshot(place);
  config.name = hub ? hub->id() : place.filename().string();
  (checkpoint.has_dimensions ? config.dimensions : config.categories) = checkpoint.labels;
  config.estimator.dimensions = config.dimensions.size();
  config.estimator.categories = config.categories.size();
  config.scale_low = 0;
  config.scale_high = 1;
  config.longest_training_input_s = checkpoint.longest_input_s;
  config.licence = "see its README.md";
  config.notes = "A checkpoint of another project (" + checkpoint.architecture +
                 "), run as it was published; its card says what it is for.";
  return config;
}

}  // namespace

ModelConfig describe_emotion_checkpoint(const std::filesystem::path& folder, const CheckpointFacts& facts) {
  return describe(folder, EmotionCheckpointConfig::read(folder, facts));
}

std::shared_ptr<const Model> load_emotion_checkpoint(const std::filesystem::path& folder, const EncoderRuntime& runtime,
                                                     const CheckpointFacts& facts) {
  const EmotionCheckpointConfig checkpoint = EmotionCheckpointConfig::read(folder, facts);
  auto network = std::make_unique<CheckpointEstimator>(folder, checkpoint, runtime);
  ModelConfig config = describe(folder, checkpoint);
  config.estimator.embedding_units = network->embedding_dim();
  return Model::wrap(std::move(config), std::move(network));
}

}  // namespace affectus
