// Turns a checkpoint's tensors into constants of a graph, and checks that each is taken once and none is left.
#pragma once

#include <openvino/core/node_output.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_tensors.h"

namespace affectus {

/// Not thread-safe. The checkpoint must outlive this object and every graph that is built with it: constants of type float32
/// are views of its mapping, so a graph reads only the tensors that it needs.
class CheckpointWeights {
 public:
  /// `prefix` ("hubert.") precedes every requested name; tensors without it belong to other parts.
  CheckpointWeights(const CheckpointTensors& checkpoint, std::string prefix);

  /// The first of `prefixes` under which there is a tensor called `probe`. Throws Error(invalid_format) that lists them.
  static std::string find_prefix(const CheckpointTensors& checkpoint, std::span<const std::string> prefixes,
                                 const std::string& probe);

  bool has(const std::string& tensor_name) const;
  /// Takes a tensor as float32. Throws Error(invalid_format) that names the file, the tensor, what was expected and what was
  /// found, if the tensor is missing, has another shape or type, or was taken before.
  ov::Output<ov::Node> take(const std::string& tensor_name, const std::vector<std::size_t>& shape);
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
};

}  // namespace affectus
