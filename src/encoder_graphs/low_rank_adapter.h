// What low-rank adaptation (LoRA) has learned for an encoder, in the format of Hugging Face's peft: adapter_config.json and
// adapter_model.safetensors.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/project.h"
#include "checkpoint/checkpoint_tensors.h"
#include "encoder_graphs/encoder_config.h"

namespace affectus {

/// For a product's weight W [out, in]: W + scale B A.
struct LowRankDelta {
  std::size_t rank = 0;
  std::size_t in = 0;
  std::size_t out = 0;
  std::vector<float> a;  // rank x in
  std::vector<float> b;  // out x rank
};

/// Immutable.
class AFFECTUS_PROJECT LowRankAdapter {
 public:
  /// Throws Error(not_found, unreadable, invalid_format, unsupported) that names the file, the field or the tensor, what was
  /// expected and found. `family` tells the encoder's tensors by their names.
  static LowRankAdapter read(const std::filesystem::path& folder, EncoderConfig::Family family);

  /// `deltas` by the names of the weights in the encoder ("encoder.layers.3.attention.q_proj.weight").
  LowRankAdapter(double scale, std::map<std::string, LowRankDelta> deltas);

  /// What Vox-Profile's checkpoints have beside the weights of the encoder whose names begin with `prefix`: W + B A / rank,
  /// as loralib has it, in tensors NAME.lora_A and NAME.lora_B. Empty where there are none.
  static LowRankAdapter within(const CheckpointTensors& checkpoint, const std::string& prefix);

  double scale() const { return scale_; }
  const std::map<std::string, LowRankDelta>& deltas() const { return deltas_; }
  /// Those of read().
  const std::vector<std::filesystem::path>& files() const { return files_; }

  /// Adds scale B A to the weight [out, in] of that name; false if the adapter has nothing for it. Throws
  /// Error(invalid_format) if the shapes do not fit.
  bool add_to(const std::string& weight_name, std::size_t out, std::size_t in, std::span<float> weight) const;
  /// Throws Error(invalid_format) that names a weight that is not among `weights`: the adapter is another encoder's.
  void require_all_in(const std::set<std::string>& weights) const;

 private:
  std::string name_ = "the adapter";  // for messages
  double scale_;
  std::map<std::string, LowRankDelta> deltas_;
  std::vector<std::filesystem::path> files_;
};

/// For each module ("encoder.layers.3.attention.q_proj") whether one of the targets stands for it, as peft's target_modules
/// do: by its name, or by whole names at its end ("attention.q_proj", "q_proj"). Throws Error(invalid_argument) for a target
/// that no module has.
AFFECTUS_PROJECT std::vector<bool> targeted(const std::vector<std::string>& targets,
                                            const std::vector<std::string>& modules);

/// What write_low_rank_adapter() says beside the deltas.
struct AdapterCard {
  std::string base_model;  // of the encoder: "openai/whisper-tiny"
  std::size_t rank;
  double alpha;
  std::string module_prefix;  // of the modules in transformers' model: "encoder."
  bool half = false;          // float16, which takes half the space
};

/// The folder that peft.PeftModel.from_pretrained() and LowRankAdapter::read() take. Throws Error(unwritable).
AFFECTUS_PROJECT void write_low_rank_adapter(const std::filesystem::path& folder, const LowRankAdapter& adapter,
                                             const AdapterCard& card);

}  // namespace affectus
