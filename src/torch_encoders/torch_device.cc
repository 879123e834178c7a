#include "torch_encoders/torch_device.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include <optional>
#include <string_view>

#include "affectus/error.h"
#include "text/letter_case.h"
#include "text/parsed_number.h"

namespace affectus {

at::Device open_torch_device(const std::string& name) {
  const std::string device = lower_case(name);
  if (device == "cpu" || device == "torch") return at::kCPU;
  const bool is_cuda = device == "cuda" || device.starts_with("cuda:");
  const auto number =
      !is_cuda || device == "cuda" ? std::optional<int>(0) : parsed_number<int>(std::string_view(device).substr(5));
  if (!is_cuda || !number || *number < 0)
    throw Error(ErrorCode::invalid_argument, "device: expected cpu, torch, cuda or cuda:N, found '" + name + "'");
  const int count = at::hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
  if (*number >= count)
    throw Error(ErrorCode::unsupported, "device " + device +
                                            ": expected a CUDA device of that number and a LibTorch with CUDA, found " +
                                            std::to_string(count) + " devices" +
                                            (at::hasCUDA() ? "" : " (this LibTorch has no CUDA; see docs/fine-tuning.md)"));
  // float32 is float32: cuDNN's convolutions would round to 10 bits of mantissa (TF32), unlike all other products.
  at::globalContext().setAllowTF32CuDNN(false);
  return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(*number));
}

}  // namespace affectus
