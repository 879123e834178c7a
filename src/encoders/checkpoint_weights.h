// A checkpoint's tensors as constants of a graph, each taken once and none forgotten.
#pragma once

#include <openvino/core/node_output.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_tensors.h"

namespace affectus {

/// Not thread-safe. The checkpoint must outlive this object and every graph that is built with it: constants of type float32
/// are views of its mapping, and nothing is read of those that a graph does not need.
class CheckpointWeights {
 public:
  /// `prefix` stands before every name that is asked for ("hubert."); tensors outside of it belong to others.
  CheckpointWeights(const CheckpointTensors& checkpoint, std::string prefix);

  /// The first of `prefixes` under which there is a tensor called `probe`. Throws Error(invalid_format) that lists them.
  static std::string find_prefix(const CheckpointTensors& checkpoint, std::span<const std::string> prefixes,
                                 const std::string& probe);

  bool has(const std::string& tensor_name) const;
  /// As float32. Throws Error(invalid_format) that names the file and the tensor, what was expected and found, where there
  /// is none, where its shape or type is another, and where it was taken before.
  ov::Output<ov::Node> take(const std::string& tensor_name, const std::vector<std::size_t>& shape);
  /// For tensors that are of no use here and known to be left over ("masked_spec_embed").
  void ignore(const std::string& tensor_name);
  /// The same for all whose names begin so ("quantizer.").
  void ignore_prefix(const std::string& beginning);
  /// Throws Error(invalid_format) that names a tensor under the prefix which nothing took.
  void finish() const;

  const std::string& prefix() const { return prefix_; }
  const std::string& file() const { return checkpoint_.name(); }

 private:
  const CheckpointTensors& checkpoint_;
  std::string prefix_;
  std::set<std::string> taken_;  // full names
};

}  // namespace affectus
