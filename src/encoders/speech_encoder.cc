#include "encoders/speech_encoder.h"

#include <algorithm>

#include "affectus/error.h"
#include "cache/content_key.h"
#include "encoders/compiled_graph.h"
#include "encoders/encoder_graph.h"
#include "encoders/encoder_input.h"

namespace affectus {

CheckpointWeights encoder_weights(const CheckpointTensors& checkpoint, const EncoderConfig& config) {
  const auto prefixes = [&]() -> std::vector<std::string> {
    using Family = EncoderConfig::Family;
    switch (config.family) {
      case Family::wav2vec2:
        return {"", "wav2vec2."};
      case Family::hubert:
        return {"", "hubert."};
      case Family::wavlm:
        return {"", "wavlm.", "ssl_model."};
      case Family::data2vec_audio:
        return {"", "data2vec_audio."};
      case Family::whisper:
        return {"", "encoder.", "model.encoder."};
    }
    return {""};
  }();
  const std::string probe = config.is_whisper() ? "conv1.weight" : "feature_extractor.conv_layers.0.conv.weight";
  return CheckpointWeights(checkpoint, CheckpointWeights::find_prefix(checkpoint, prefixes, probe));
}

struct SpeechEncoder::Impl {
  EncoderConfig config;
  CheckpointTensors checkpoint;  // the graph's constants are views of it
  EncoderInput input;
  std::unique_ptr<CompiledGraph> graph;
};

SpeechEncoder::SpeechEncoder() = default;
SpeechEncoder::SpeechEncoder(SpeechEncoder&&) noexcept = default;
SpeechEncoder::~SpeechEncoder() = default;

SpeechEncoder SpeechEncoder::load(const std::filesystem::path& folder, const EncoderConfig& config,
                                  std::span<const std::size_t> layers, const EncoderRuntime& runtime, bool pad) {
  SpeechEncoder encoder;
  encoder.impl_ = std::make_unique<Impl>(Impl{config, CheckpointTensors::open(folder), EncoderInput(config, pad), nullptr});
  Impl& impl = *encoder.impl_;
  CheckpointWeights weights = encoder_weights(impl.checkpoint, config);
  const graph::EncoderGraph graph = graph::build_encoder(config, weights);
  weights.finish();
  ov::OutputVector outputs;
  for (const std::size_t layer : layers) outputs.push_back(graph.hidden_states.at(layer));
  impl.graph = std::make_unique<CompiledGraph>(outputs, graph.input, impl.input.shape(), runtime);
  return encoder;
}

void SpeechEncoder::run(std::span<const float> samples, Frames& frames) const {
  const std::size_t count = frame_count(impl_->config, samples.size());
  const std::size_t channels = impl_->config.hidden_size;
  const std::size_t first = frames.count();
  frames.resize(first + count);
  impl_->graph->run(impl_->input.make(samples), [&](std::size_t part, const ov::Tensor& states) {
    const float* values = states.data<const float>();
    for (std::size_t i = 0; i < count; ++i)
      std::copy_n(values + i * channels, channels, frames[first + i].begin() + static_cast<std::ptrdiff_t>(part * channels));
  });
}

std::string SpeechEncoder::content() const {
  ContentKey key;
  for (const auto& [name, tensor] : impl_->checkpoint.tensors())
    key.add(name).add({reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
  return key.add(impl_->config.normalize_samples ? "normalized" : "").text();
}

}  // namespace affectus
