#include "torch_encoders/lower_precision.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include "affectus/error.h"

namespace affectus {
namespace {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
Autocast get_autocast(at::DeviceType device) {
  return {at::autocast::is_autocast_enabled(device), at::autocast::get_autocast_dtype(device),
          at::autocast::is_autocast_cache_enabled()};
}

void set_autocast(at::DeviceType device, const Autocast& autocast) {
  at::autocast::set_autocast_dtype(device, autocast.type);
  at::autocast::set_autocast_enabled(device, autocast.is_on);
  at::autocast::set_autocast_cache_enabled(autocast.caches);
}
#else
Autocast get_autocast(at::DeviceType device) {
  const bool caches = at::autocast::is_autocast_cache_enabled();
  if (device == at::kCPU) return {at::autocast::is_cpu_enabled(), at::autocast::get_autocast_cpu_dtype(), caches};
  return {at::autocast::is_enabled(), at::autocast::get_autocast_gpu_dtype(), caches};
}

void set_autocast(at::DeviceType device, const Autocast& autocast) {
  if (device == at::kCPU) {
    at::autocast::set_autocast_cpu_dtype(autocast.type);
    at::autocast::set_cpu_enabled(autocast.is_on);
  } else {
    at::autocast::set_autocast_gpu_dtype(autocast.type);
    at::autocast::set_enabled(autocast.is_on);
  }
  at::autocast::set_autocast_cache_enabled(autocast.caches);
}
#endif

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

// Without the cache: it is one for all threads, and a weight that a step converted without gradients (checkpointed()) would
// have none in the next.
LowerPrecision::LowerPrecision(bool is_wanted, const at::Device& device) : device_(device) {
  if (!is_wanted) return;
  before_ = get_autocast(device.type());
  set_autocast(device_.type(), {.is_on = true, .type = at::kBFloat16, .caches = false});
}

LowerPrecision::~LowerPrecision() {
  if (before_) set_autocast(device_.type(), *before_);
}

}  // namespace affectus
