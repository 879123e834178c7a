// Matrix products in bfloat16, on devices that have instructions for it.
#pragma once

#include <ATen/core/Tensor.h>

namespace affectus {

/// Throws Error(unsupported) for a device without instructions for bfloat16.
void require_bfloat16(const at::Device& device);

/// As long as it lives, on this thread: products of that device take and give bfloat16, and what needs float32 (norms,
/// softmax) keeps it.
class LowerPrecision {
 public:
  LowerPrecision(bool is_wanted, const at::Device& device);
  ~LowerPrecision();
  LowerPrecision(const LowerPrecision&) = delete;

 private:
  bool is_wanted_;
  at::Device device_;
};

}  // namespace affectus
