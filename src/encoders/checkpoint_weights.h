// Turns a checkpoint's tensors into constants of a graph, and checks that each is taken once and none is left.
#pragma once

#include <openvino/core/node_output.hpp>
#include <set>
#include <string>
#include <vector>

#include "encoder_graphs/checkpoint_part.h"
#include "encoder_graphs/low_rank_adapter.h"

namespace affectus {

/// Not thread-safe. The checkpoint must outlive this object and every graph that is built with it: constants of type float32
/// are views of its mapping, so a graph reads only the tensors that it needs.
class CheckpointWeights {
 public:
  CheckpointWeights(const CheckpointTensors& checkpoint, std::string prefix) : part_(checkpoint, std::move(prefix)) {}

  bool has(const std::string& tensor_name) const { return part_.has(tensor_name); }
  /// Takes a tensor as float32. Throws as CheckpointPart::take().
  ov::Output<ov::Node> take(const std::string& tensor_name, const std::vector<std::size_t>& shape);
  /// The same for the weight [out, in] of a product, with what the adapter adds to it.
  ov::Output<ov::Node> take_product(const std::string& tensor_name, const std::vector<std::size_t>& shape);
  /// From here on; must outlive this object.
  void adapt(const LowRankAdapter& adapter) { adapter_ = &adapter; }
  void replace(const std::string& tensor_name, const RawTensor& by) { part_.replace(tensor_name, by); }
  void ignore(const std::string& tensor_name) { part_.ignore(tensor_name); }
  void ignore_prefix(const std::string& beginning) { part_.ignore_prefix(beginning); }
  /// Throws as CheckpointPart::finish() and LowRankAdapter::require_all_in().
  void finish() const;

  const std::string& prefix() const { return part_.prefix(); }

 private:
  CheckpointPart part_;
  const LowRankAdapter* adapter_ = nullptr;  // may be null
  std::set<std::string> products_;
};

}  // namespace affectus
