// The tensors of one part of a checkpoint: each is taken once and none is left.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/project.h"
#include "checkpoint/checkpoint_tensors.h"
#include "encoder_graphs/encoder_config.h"

namespace affectus {

/// Not thread-safe. The checkpoint must outlive this object and all tensors that it gives.
class AFFECTUS_PROJECT CheckpointPart {
 public:
  /// `prefix` ("hubert.") precedes every requested name; tensors without it belong to other parts.
  CheckpointPart(const CheckpointTensors& checkpoint, std::string prefix);

  bool has(const std::string& tensor_name) const;
  /// Takes a tensor of floating point values. Throws Error(invalid_format) that names the file, the tensor, what was
  /// expected and what was found, if the tensor is missing, has another shape or type, or was taken before.
  const RawTensor& take(const std::string& tensor_name, const std::vector<std::size_t>& shape);
  /// From here on take() gives `by` for that name, whose own tensor, if there is one, is ignored.
  void replace(const std::string& tensor_name, const RawTensor& by);
  /// Ignores a tensor that is a known leftover of training ("masked_spec_embed").
  void ignore(const std::string& tensor_name);
  /// The same for all tensors whose names begin with `beginning` ("quantizer.").
  void ignore_prefix(const std::string& beginning);
  /// Throws Error(invalid_format) that names a tensor with the prefix that was not taken.
  void finish() const;

  const std::string& prefix() const { return prefix_; }
  const std::string& file() const { return checkpoint_.name(); }

 private:
  const CheckpointTensors& checkpoint_;
  std::string prefix_;
  std::set<std::string> taken_;  // full names
  std::map<std::string, RawTensor> replacements_;
};

/// What precedes the names of the encoder's tensors, in a checkpoint of its own or within that of a larger model. Throws
/// Error(invalid_format) that lists what was looked for.
AFFECTUS_PROJECT std::string encoder_prefix(const CheckpointTensors& checkpoint, const EncoderConfig& config);

}  // namespace affectus
