#include <algorithm>

#include "affectus/emotion_checkpoints.h"
#include "affectus/error.h"
#include "checkpoint/checkpoint_tensors.h"
#include "encoder_graphs/emotion_head.h"
#include "encoders/compiled_graph.h"
#include "encoders/emotion_checkpoint_config.h"
#include "encoders/encoder_graph.h"
#include "encoders/encoder_input.h"
#include "encoders/graph_key.h"
#include "encoders/speech_encoder.h"
#include "encoders/torch_library.h"
#include "hub_cache/hub_snapshot.h"

namespace affectus {
namespace {

using Head = EmotionCheckpointConfig::Head;

using Outputs = graph::EmotionOutputs<OpenVinoEngine>;

class CheckpointEstimator : public SampleEstimator {
 public:
  CheckpointEstimator(const std::filesystem::path& folder, const EmotionCheckpointConfig& config,
                      const EncoderRuntime& runtime)
      : config_(config), checkpoint_(CheckpointTensors::open(folder)) {
    if (is_torch_device(runtime.device))
      throw Error(ErrorCode::unsupported, folder.string() + ": expected a device of OpenVINO for another project's model");
    CheckpointWeights encoder_part = encoder_weights(checkpoint_, config.encoder);
    if (config.head == Head::vox_profile) prepare_vox_profile(encoder_part);
    const EncoderGraph encoder = build_encoder(config.encoder, encoder_part);
    encoder_part.finish();
    // The head's tensors have no prefix; the encoder's have been held to account.
    CheckpointWeights head_part(checkpoint_, "");
    head_part.ignore_prefix(encoder_part.prefix());
    if (config.head == Head::vox_profile) ignore_unused(head_part);
    const Outputs outputs = build_head(encoder, head_part);
    head_part.finish();
    embedding_dim_ = outputs.embedding_dim;
    ov::Output<ov::Node> scores = config.has_dimensions ? outputs.scores : OpenVinoEngine::softmax(outputs.scores, 1);
    if (config.head == Head::vox_profile && config.has_dimensions) scores = OpenVinoEngine::sigmoid(scores);
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
  Outputs build_head(const EncoderGraph& encoder, CheckpointWeights& weights) const {
    const std::size_t outputs = config_.labels.size();
    switch (config_.head) {
      case Head::sequence_classifier:
        return graph::sequence_classifier<OpenVinoEngine>(config_.encoder, encoder.hidden_states, weights,
                                                          config_.weighted_layers, config_.hidden_size, outputs);
      case Head::dense:
        return graph::dense_head<OpenVinoEngine>(config_.encoder, encoder.hidden_states, weights, outputs);
      case Head::vox_profile: {
        const auto& states = encoder.hidden_states;
        const std::vector<ov::Output<ov::Node>> weighed(states.begin() + (config_.leaves_first_state_out ? 1 : 0),
                                                        states.end());
        std::vector<std::string> branches = {"emotion_layer"};
        if (config_.has_dimensions) branches = {"arousal_layer", "valence_layer", "dominance_layer"};
        return graph::vox_profile_head<OpenVinoEngine>(config_.encoder, weighed, weights, config_.weighted_layers,
                                                       config_.hidden_size, branches,
                                                       config_.has_dimensions ? 1 : config_.labels.size());
      }
      case Head::attentive_statistics:
        break;
    }
    return graph::attentive_statistics_head<OpenVinoEngine>(config_.encoder, encoder.hidden_states, weights,
                                                            config_.hidden_layers, config_.hidden_size, outputs);
  }

  // Whisper's positions are those of 15 s, in a tensor beside the encoder's; what low-rank adaptation learned is added to
  // its weights.
  void prepare_vox_profile(CheckpointWeights& weights) {
    adapter_.emplace(LowRankAdapter::within(checkpoint_, weights.prefix()));
    weights.adapt(*adapter_);
    for (const auto& [name, delta] : adapter_->deltas()) {
      const std::string stem = name.substr(0, name.size() - std::string(".weight").size());
      weights.ignore(stem + ".lora_A");
      weights.ignore(stem + ".lora_B");
    }
    if (!config_.encoder.is_whisper()) return;
    const auto positions = checkpoint_.tensors().find("embed_positions");
    if (positions == checkpoint_.tensors().end())
      throw Error(ErrorCode::invalid_format, checkpoint_.name() + ": expected a tensor embed_positions, found none");
    RawTensor first = positions->second;
    const std::size_t rows = config_.encoder.positions;
    if (first.shape.size() != 2 || first.shape[0] < rows)
      throw Error(ErrorCode::invalid_format, checkpoint_.name() + ": tensor embed_positions: expected " +
                                                 std::to_string(rows) + " rows or more, found " + shape_text(first.shape));
    first.bytes = first.bytes.first(rows * (first.bytes.size() / first.shape[0]));
    first.shape[0] = rows;
    weights.replace("embed_positions.weight", first);
  }

  // Of Vox-Profile: what it learned beside, and what is the encoder's.
  void ignore_unused(CheckpointWeights& weights) const {
    for (const char* beginning : {"gender_layer.", "detailed_out_layer."}) weights.ignore_prefix(beginning);
    if (!config_.has_dimensions)
      for (const char* beginning : {"arousal_layer.", "valence_layer.", "dominance_layer."})
        weights.ignore_prefix(beginning);
    if (!config_.encoder.is_whisper()) return;
    weights.ignore_prefix("backbone_model.decoder.");
    weights.ignore("embed_positions");
    weights.ignore("weights");
  }

  EmotionCheckpointConfig config_;
  CheckpointTensors checkpoint_;
  std::optional<LowRankAdapter> adapter_;  // of Vox-Profile
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
  config.licence = checkpoint.licence;
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
