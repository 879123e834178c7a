// A pre-trained speech encoder, ready to run on the CPU.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "affectus/encoders.h"
#include "affectus/frames.h"
#include "encoder_graphs/encoder_config.h"
#include "encoders/checkpoint_weights.h"

namespace affectus {

/// The encoder's tensors, in a checkpoint of its own or within that of a larger model.
CheckpointWeights encoder_weights(const CheckpointTensors& checkpoint, const EncoderConfig& config);

/// Immutable after load(). run() may be called from several threads at once; EncoderRuntime::streams of them run at a time.
class SpeechEncoder {
 public:
  /// Reads a Hugging Face folder, checks every tensor of the whole encoder and compiles the part that the `layers` need. 0
  /// is the input of the first layer, the number of layers the encoder's output. `adapter` is a folder with what low-rank
  /// adaptation has learned for it; empty: none. Throws Error that names the file.
  static SpeechEncoder load(const std::filesystem::path& folder, const EncoderConfig& config,
                            std::span<const std::size_t> layers, const EncoderRuntime& runtime, bool pad,
                            const std::filesystem::path& adapter = {});
  SpeechEncoder(SpeechEncoder&&) noexcept;
  ~SpeechEncoder();

  /// A hash of the configuration and of all weights; reads them.
  std::string content() const;

  /// Appends frame_count() frames, the states of the layers joined in their order. The samples give at least one frame;
  /// Whisper takes up to 30 s.
  void run(std::span<const float> samples, Frames& frames) const;

 private:
  SpeechEncoder();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
