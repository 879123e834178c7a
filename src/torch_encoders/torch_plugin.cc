// libaffectus-torch.so: encoders on LibTorch's devices behind a C interface, for programs that do without LibTorch
// otherwise.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "affectus/error.h"
#include "encoder_graphs/torch_interface.h"
#include "torch_encoders/joined_runs.h"
#include "torch_encoders/lower_precision.h"
#include "torch_encoders/torch_device.h"
#include "torch_encoders/torch_encoder.h"

struct affectus_torch_encoder {
  affectus::TorchEncoder encoder;
  std::vector<std::size_t> layers;
  bool pad;
  bool bfloat16;
  std::unique_ptr<affectus::JoinedRuns> joined;  // null: each utterance by itself, on its caller's thread
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

// 160 s of samples, or five of Whisper's windows: more would make a GPU no faster.
constexpr std::int64_t largest_batch = 160 * 16000;

// Of utterances that are prepared, on the CPU.
std::vector<at::Tensor> frames_of(const affectus_torch_encoder& encoder, std::span<const at::Tensor> utterances) {
  at::init_num_threads();  // what set_num_threads() said holds for this thread, too
  const at::NoGradGuard no_gradient;
  const LowerPrecision lower(encoder.bfloat16, encoder.encoder.device());
  std::vector<at::Tensor> frames = encoder.encoder.frames(utterances, encoder.layers);
  for (at::Tensor& one : frames) one = one.cpu();
  return frames;
}

int open(const affectus_torch_options* options, affectus_torch_encoder** encoder, char* error, std::size_t error_size) {
  return guarded(error, error_size, [&] {
    const at::Device device = open_torch_device(options->device);
    if (options->bfloat16 != 0) require_bfloat16(device);
    at::set_num_threads(static_cast<int>(options->threads));
    const at::NoGradGuard no_gradient;
    std::unique_ptr<affectus_torch_encoder> opened(
        new affectus_torch_encoder{TorchEncoder::load(options->folder, device, options->adapter),
                                   {options->layers, options->layers + options->layer_count},
                                   options->pad != 0,
                                   options->bfloat16 != 0,
                                   nullptr});
    if (opened->bfloat16) opened->encoder.convert_products(at::kBFloat16);
    if (!device.is_cpu())
      opened->joined = std::make_unique<JoinedRuns>(
          [own = opened.get()](std::span<const at::Tensor> utterances) { return frames_of(*own, utterances); },
          largest_batch);
    *encoder = opened.release();
  });
}

int run(const affectus_torch_encoder* encoder, const float* samples, std::size_t sample_count, float* frames,
        std::size_t frame_count, char* error, std::size_t error_size) {
  return guarded(error, error_size, [&] {
    const at::Tensor utterance = encoder->encoder.prepared({samples, sample_count}, encoder->pad);
    const at::Tensor all =
        encoder->joined ? encoder->joined->run(utterance) : frames_of(*encoder, std::span(&utterance, 1))[0];
    const at::Tensor wanted = all.slice(0, 0, static_cast<std::int64_t>(frame_count)).contiguous();
    if (static_cast<std::size_t>(wanted.size(0)) != frame_count)
      throw Error(ErrorCode::invalid_argument,
                  "expected " + std::to_string(frame_count) + " frames, found " + std::to_string(wanted.size(0)));
    std::copy_n(wanted.data_ptr<float>(), wanted.numel(), frames);
  });
}

void close(affectus_torch_encoder* encoder) { delete encoder; }

constexpr affectus_torch_interface interface_of_this_library = {affectus_torch_version, open, run, close};

}  // namespace
}  // namespace affectus

extern "C" __attribute__((visibility("default"))) const affectus_torch_interface* affectus_torch() {
  return &affectus::interface_of_this_library;
}
