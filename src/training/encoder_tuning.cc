#include "training/encoder_tuning.h"

#include <ATen/Parallel.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "affectus/error.h"
#include "base/content_key.h"
#include "encoder_graphs/checkpoint_part.h"
#include "encoder_graphs/low_rank_adapter.h"
#include "storage/files.h"
#include "text/letter_case.h"
#include "torch_encoders/lower_precision.h"
#include "torch_encoders/torch_device.h"
#include "torch_encoders/torch_encoder.h"
#include "training/encoder_folder.h"
#include "training/encoder_input_front_end.h"
#include "training/encoder_split.h"
#include "training/tuned_encoder.h"

namespace affectus {
namespace {

const std::string input_front_end = "the encoder's input";

// "openai/whisper-tiny" of "hf:openai/whisper-tiny:main"; a folder as it is.
std::string base_model(const std::string& checkpoint) {
  if (!checkpoint.starts_with("hf:")) return checkpoint;
  const std::string name = checkpoint.substr(3);
  return name.substr(0, name.find(':'));
}

Recipe recipe_of_data(const Recipe& recipe, const EncoderSplit& split) {
  Recipe data = recipe;
  FrontEndChoice& front_end = data.front_ends[0];
  front_end.name = split.whole ? input_front_end : split.frozen_name();
  if (split.whole) front_end.options = "{}";
  front_end.utterance_normalization = Normalization::Utterance::none;
  front_end.global_normalization = false;
  data.frame_rate_hz = 0;
  data.encoder.reset();
  return data;
}

// Tried before the others', to which its name would be an encoder in a folder.
FrontEndRegistry with_input_front_end(const std::filesystem::path& folder, const at::Device& device,
                                      const FrontEndRegistry& others) {
  FrontEndRegistry registry;
  registry.add("the input of the encoder that learns", [folder, device](const std::string& name, const std::string&) {
    return name == input_front_end ? make_encoder_input_front_end(name, folder, device) : nullptr;
  });
  registry.add("what the recipe names",
               [others](const std::string& name, const std::string& options) { return others.make(name, options); });
  return registry;
}

// The same for the same values, in whichever of Hugging Face's files they are.
std::string content_of(const TorchEncoder& encoder, const std::filesystem::path& folder) {
  ContentKey key;
  for (const char* name : {"config.json", "preprocessor_config.json"})
    key.add(std::filesystem::exists(folder / name) ? read_file(folder / name) : "");
  for (const auto& [name, tensor] : encoder.tensors())
    key.add(name).add({static_cast<const char*>(tensor.data_ptr()), tensor.nbytes()});
  return key.text();
}

class Tuning : public EncoderTuning {
 public:
  Tuning(const Recipe& recipe, std::filesystem::path folder, const FrontEndRegistry& front_ends, const std::string& device)
      : recipe_(recipe),
        folder_(std::move(folder)),
        device_(open_torch_device(device)),
        joins_(lower_case(device) != "cpu"),
        config_(EncoderConfig::read(folder_)),
        split_(EncoderSplit::of(recipe, config_)),
        data_recipe_(recipe_of_data(recipe, split_)),
        front_ends_(with_input_front_end(folder_, device_, front_ends)) {
    if (recipe.encoder->precision == EncoderOptions::Precision::bfloat16) require_bfloat16(device_);
    at::set_num_threads(1);  // of one operator: the threads of training and of features each have an utterance of their own
    const TorchEncoder encoder = TorchEncoder::load(folder_, at::kCPU);
    if (recipe.encoder->train == EncoderOptions::Train::lora) adapted_weights(encoder, split_, recipe);
    content_ = content_of(encoder, folder_);
  }

  const Recipe& data_recipe() const override { return data_recipe_; }
  const FrontEndRegistry& front_ends() const override { return front_ends_; }
  const std::string& content() const override { return content_; }
  double longest_s() const override { return split_.longest_s; }

  std::unique_ptr<LearningFrontEnd> make(const EstimatorShape& shape, Parameters& parameters,
                                         std::size_t threads) const override {
    return std::make_unique<TunedEncoder>(TorchEncoder::load(folder_, device_), split_, recipe_, shape, parameters, threads,
                                          joins_);
  }

  void save(const std::filesystem::path& folder, const StateTensors& learned,
            ModelConfig::FrontEndEntry& entry) const override {
    if (recipe_.encoder->train != EncoderOptions::Train::lora) {
      const std::string prefix = encoder_prefix(CheckpointTensors::open(folder_), config_);
      write_encoder_folder(folder / "encoder", folder_, prefix, learned);
      entry.name = "./encoder" + entry.name.substr(entry.name.rfind('@'));
      return;
    }
    std::map<std::string, LowRankDelta> deltas;
    for (const auto& [name, tensor] : learned) {
      const bool is_a = name.ends_with(".lora_A");
      LowRankDelta& delta = deltas[name.substr(0, name.size() - std::string(".lora_A").size())];
      delta.rank = recipe_.encoder->rank;
      (is_a ? delta.in : delta.out) = tensor.shape[is_a ? 1 : 0];
      (is_a ? delta.a : delta.b) = tensor.values;
    }
    const double scale = recipe_.encoder->alpha / static_cast<double>(recipe_.encoder->rank);
    write_low_rank_adapter(folder / "adapter", LowRankAdapter(scale, std::move(deltas)),
                           {.base_model = base_model(split_.checkpoint),
                            .rank = recipe_.encoder->rank,
                            .alpha = recipe_.encoder->alpha,
                            .module_prefix = "encoder."});
    nlohmann::ordered_json options = nlohmann::ordered_json::parse(entry.options.empty() ? "{}" : entry.options);
    options["adapter"] = "adapter";
    entry.options = options.dump();
  }

  std::string description() const override {
    const std::string layers = "layers " + std::to_string(split_.first + 1) + " to " + std::to_string(split_.end);
    switch (recipe_.encoder->train) {
      case EncoderOptions::Train::lora:
        return "low-rank adaptation (rank " + std::to_string(recipe_.encoder->rank) + ") of " + layers + ", in adapter/";
      case EncoderOptions::Train::top:
        return "all weights of " + layers + ", in encoder/";
      case EncoderOptions::Train::all:
        return "all weights but those of the convolutions that see samples, in encoder/";
    }
    return {};
  }

 private:
  Recipe recipe_;
  std::filesystem::path folder_;
  at::Device device_;
  bool joins_;
  EncoderConfig config_;
  EncoderSplit split_;
  Recipe data_recipe_;
  FrontEndRegistry front_ends_;
  std::string content_;
};

}  // namespace

std::unique_ptr<EncoderTuning> open_encoder_tuning(const Recipe& recipe, const std::filesystem::path& folder,
                                                   const FrontEndRegistry& front_ends, const std::string& device) {
  return std::make_unique<Tuning>(recipe, folder, front_ends, device);
}

}  // namespace affectus
