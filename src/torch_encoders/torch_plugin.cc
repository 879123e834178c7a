// libaffectus-torch.so: encoders on LibTorch's devices behind a C interface, for programs that do without LibTorch
// otherwise.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include "affectus/error.h"
#include "encoder_graphs/torch_interface.h"
#include "torch_encoders/lower_precision.h"
#include "torch_encoders/torch_device.h"
#include "torch_encoders/torch_encoder.h"

struct affectus_torch_encoder {
  affectus::TorchEncoder encoder;
  std::vector<std::size_t> layers;
  bool pad;
  bool bfloat16;
};

namespace affectus {
namespace {

int guarded(char* error, std::size_t error_size, const auto& work) {
  try {
    work();
    return 0;
  } catch (const std::exception& failure) {
    const std::string text = failure.what();
    if (error_size > 0) {
      const std::size_t length = std::min(text.size(), error_size - 1);
      std::memcpy(error, text.data(), length);
      error[length] = '\0';
    }
    return 1;
  }
}

int open(const affectus_torch_options* options, affectus_torch_encoder** encoder, char* error, std::size_t error_size) {
  return guarded(error, error_size, [&] {
    const at::Device device = torch_device(options->device);
    if (options->bfloat16 != 0) require_bfloat16(device);
    at::set_num_threads(static_cast<int>(options->threads));
    const at::NoGradGuard no_gradient;
    *encoder = new affectus_torch_encoder{TorchEncoder::load(options->folder, device, options->adapter),
                                          {options->layers, options->layers + options->layer_count},
                                          options->pad != 0,
                                          options->bfloat16 != 0};
  });
}

int run(const affectus_torch_encoder* encoder, const float* samples, std::size_t sample_count, float* frames,
        std::size_t frame_count, char* error, std::size_t error_size) {
  return guarded(error, error_size, [&] {
    const at::NoGradGuard no_gradient;
    std::vector<at::Tensor> states;
    {
      const LowerPrecision lower(encoder->bfloat16, encoder->encoder.device());
      states = encoder->encoder.hidden_states({samples, sample_count}, encoder->pad);
    }
    std::vector<at::Tensor> wanted;
    for (const std::size_t layer : encoder->layers) wanted.push_back(states.at(layer)[0].to(at::kFloat));
    const at::Tensor joined = at::cat(wanted, 1).slice(0, 0, static_cast<std::int64_t>(frame_count)).cpu().contiguous();
    if (static_cast<std::size_t>(joined.size(0)) != frame_count)
      throw Error(ErrorCode::invalid_argument,
                  "expected " + std::to_string(frame_count) + " frames, found " + std::to_string(joined.size(0)));
    std::copy_n(joined.data_ptr<float>(), joined.numel(), frames);
  });
}

void close(affectus_torch_encoder* encoder) { delete encoder; }

constexpr affectus_torch_interface interface_of_this_library = {affectus_torch_version, open, run, close};

}  // namespace
}  // namespace affectus

extern "C" __attribute__((visibility("default"))) const affectus_torch_interface* affectus_torch() {
  return &affectus::interface_of_this_library;
}
