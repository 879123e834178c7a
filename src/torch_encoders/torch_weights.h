// A checkpoint's tensors for LibTorch, which keeps those of a graph by name so that they can learn.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "encoder_graphs/checkpoint_part.h"

namespace affectus {

/// What is added to a product's weight in low-rank adaptation (Hu et al., LoRA: Low-Rank Adaptation of Large Language
/// Models, 2021): x (W + scale B A)'.
struct LowRank {
  at::Tensor a;  // rank x in
  at::Tensor b;  // out x rank
  double scale = 1;
};

/// The weight of a matrix product, [out, in].
struct ProductWeight {
  at::Tensor weight;
  std::optional<LowRank> low_rank;
};

/// Not thread-safe. The tensors are float32 copies.
class TorchWeights {
 public:
  TorchWeights(CheckpointPart part, const at::Device& device) : part_(std::move(part)), device_(device) {}

  bool has(const std::string& tensor_name) const { return part_.has(tensor_name); }
  /// Throws as CheckpointPart::take(), and Error(invalid_format) for values that are not finite.
  at::Tensor take(const std::string& tensor_name, const std::vector<std::size_t>& shape);
  std::shared_ptr<ProductWeight> take_product(const std::string& tensor_name, const std::vector<std::size_t>& shape);
  void ignore(const std::string& tensor_name) { part_.ignore(tensor_name); }
  void ignore_prefix(const std::string& beginning) { part_.ignore_prefix(beginning); }
  void finish() const { part_.finish(); }

  const std::string& prefix() const { return part_.prefix(); }
  /// All that were taken, without the prefix; a graph computes with the same tensors.
  const std::map<std::string, at::Tensor>& tensors() const { return tensors_; }
  /// Those of them that are weights of products.
  const std::map<std::string, std::shared_ptr<ProductWeight>>& products() const { return products_; }

 private:
  CheckpointPart part_;
  at::Device device_;
  std::map<std::string, at::Tensor> tensors_;
  std::map<std::string, std::shared_ptr<ProductWeight>> products_;
};

}  // namespace affectus
