// Matrix products in bfloat16, on devices that have instructions for it.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

namespace affectus {

/// Throws Error(unsupported) for a device without instructions for bfloat16.
void require_bfloat16(const at::Device& device);

/// LibTorch's, of a thread.
struct Autocast {
  bool is_on;
  at::ScalarType type;
  bool caches;  // weights that were converted, for all threads
};

/// As long as it lives, on this thread: products of that device take and give bfloat16, and what needs float32 (norms,
/// softmax) keeps it. May be nested.
class LowerPrecision {
 public:
  LowerPrecision(bool is_wanted, const at::Device& device);
  ~LowerPrecision();
  LowerPrecision(const LowerPrecision&) = delete;

 private:
  at::Device device_;
  std::optional<Autocast> before_;  // absent: not wanted
};

}  // namespace affectus
