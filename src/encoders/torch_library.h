// An encoder on LibTorch, by libaffectus-torch.so, which is opened when it is first needed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "affectus/encoders.h"
#include "affectus/frames.h"

struct affectus_torch_encoder;

namespace affectus {

/// "TORCH" (LibTorch on the CPU) and "CUDA:N", as parse_device() gives them, are its devices; all others are OpenVINO's.
bool is_torch_device(const std::string& device);
/// "CUDA" is the first; empty: the text is none of its devices.
std::string parse_torch_device(const std::string& text);

/// Immutable; run() may be called from several threads at once.
class TorchLibraryEncoder {
 public:
  /// `adapter` may be empty. Throws Error(unsupported) if the library is not there or does not have the device, and its
  /// errors of reading the encoder.
  TorchLibraryEncoder(const std::filesystem::path& folder, const std::filesystem::path& adapter,
                      std::span<const std::size_t> layers, const EncoderRuntime& runtime, bool pad);
  ~TorchLibraryEncoder();
  TorchLibraryEncoder(const TorchLibraryEncoder&) = delete;

  /// Fills `count` frames from `first` on.
  void run(std::span<const float> samples, Frames& frames, std::size_t first, std::size_t count) const;

 private:
  affectus_torch_encoder* encoder_ = nullptr;  // owned; the library's
};

}  // namespace affectus
