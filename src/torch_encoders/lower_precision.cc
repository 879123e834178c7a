#include "torch_encoders/lower_precision.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include "affectus/error.h"

namespace affectus {
namespace {

void switch_autocast(bool on, const at::Device& device) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_dtype(device.type(), at::kBFloat16);
  at::autocast::set_autocast_enabled(device.type(), on);
#else
  if (device.is_cpu()) {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(on);
  } else {
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(on);
  }
#endif
}

}  // namespace

void require_bfloat16(const at::Device& device) {
#if defined(__x86_64__)
  if (!device.is_cpu() || __builtin_cpu_supports("avx512bf16")) return;
#else
  if (!device.is_cpu()) return;
#endif
  throw Error(ErrorCode::unsupported,
              "precision bfloat16: expected a device with instructions for it (AVX-512 BF16), found none");
}

LowerPrecision::LowerPrecision(bool is_wanted, const at::Device& device) : is_wanted_(is_wanted), device_(device) {
  if (is_wanted_) switch_autocast(true, device_);
}

LowerPrecision::~LowerPrecision() {
  if (!is_wanted_) return;
  switch_autocast(false, device_);
  at::autocast::clear_cache();  // of weights, which learn
}

}  // namespace affectus
