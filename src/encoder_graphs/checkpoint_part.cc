#include "encoder_graphs/checkpoint_part.h"

#include <utility>

#include "affectus/error.h"
#include "tensors/raw_tensor.h"

namespace affectus {
namespace {

bool is_floating_point(TensorType type) {
  return type == TensorType::f32 || type == TensorType::f16 || type == TensorType::bf16 || type == TensorType::f64;
}

std::vector<std::string> known_prefixes(EncoderConfig::Family family) {
  using Family = EncoderConfig::Family;
  switch (family) {
    case Family::wav2vec2:
      return {"", "wav2vec2."};
    case Family::hubert:
      return {"", "hubert."};
    case Family::wavlm:
      return {"", "wavlm.", "ssl_model.", "backbone_model."};
    case Family::data2vec_audio:
      return {"", "data2vec_audio."};
    case Family::whisper:
      return {"", "encoder.", "model.encoder.", "backbone_model.encoder."};
    case Family::graph_file:
      break;
  }
  return {""};
}

}  // namespace

CheckpointPart::CheckpointPart(const CheckpointTensors& checkpoint, std::string prefix)
    : checkpoint_(checkpoint), prefix_(std::move(prefix)) {}

bool CheckpointPart::has(const std::string& tensor_name) const {
  return checkpoint_.tensors().contains(prefix_ + tensor_name);
}

const RawTensor& CheckpointPart::take(const std::string& tensor_name, const std::vector<std::size_t>& shape) {
  const std::string full_name = prefix_ + tensor_name;
  const auto fail = [&](const std::string& expected, const std::string& found) {
    throw Error(ErrorCode::invalid_format, file() + ": tensor " + full_name + ": expected " + expected + ", found " + found);
  };
  const auto replacement = replacements_.find(full_name);
  const auto entry = checkpoint_.tensors().find(full_name);
  if (replacement == replacements_.end() && entry == checkpoint_.tensors().end())
    fail("shape " + shape_text(shape), "no such tensor");
  const RawTensor& tensor = replacement != replacements_.end() ? replacement->second : entry->second;
  if (tensor.shape != shape) fail("shape " + shape_text(shape), shape_text(tensor.shape));
  if (!is_floating_point(tensor.type)) fail("floating point values", to_string(tensor.type));
  if (!taken_.insert(full_name).second) fail("one use", "a second");
  return tensor;
}

void CheckpointPart::replace(const std::string& tensor_name, const RawTensor& by) {
  replacements_.insert_or_assign(prefix_ + tensor_name, by);
}

void CheckpointPart::ignore(const std::string& tensor_name) { taken_.insert(prefix_ + tensor_name); }

void CheckpointPart::ignore_prefix(const std::string& beginning) {
  const std::string full = prefix_ + beginning;
  const auto& tensors = checkpoint_.tensors();
  for (auto entry = tensors.lower_bound(full); entry != tensors.end() && entry->first.starts_with(full); ++entry)
    taken_.insert(entry->first);
}

void CheckpointPart::finish() const {
  for (const auto& [name, tensor] : checkpoint_.tensors())
    if (name.starts_with(prefix_) && !taken_.contains(name))
      throw Error(ErrorCode::invalid_format, file() + ": tensor " + name +
                                                 ": expected none of that name in this architecture, found " +
                                                 shape_text(tensor.shape));
}

std::string encoder_prefix(const CheckpointTensors& checkpoint, const EncoderConfig& config) {
  const std::string probe = config.is_whisper() ? "conv1.weight" : "feature_extractor.conv_layers.0.conv.weight";
  std::string tried;
  for (const std::string& prefix : known_prefixes(config.family)) {
    if (checkpoint.tensors().contains(prefix + probe)) return prefix;
    tried += (tried.empty() ? "" : " or ") + prefix + probe;
  }
  throw Error(ErrorCode::invalid_format, checkpoint.name() + ": expected a tensor " + tried + ", found none");
}

}  // namespace affectus
