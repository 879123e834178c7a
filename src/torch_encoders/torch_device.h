// LibTorch's devices by the names that users give them.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace affectus {

/// "cpu", "torch" (LibTorch on the CPU), "cuda" or "cuda:N", in any case. Throws Error(invalid_argument) for another name,
/// and Error(unsupported) if this LibTorch or machine does not have the device. From then on cuDNN computes in float32, not
/// in TF32, in this process.
at::Device open_torch_device(const std::string& name);

}  // namespace affectus
