#include "encoders/speech_encoder.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <openvino/openvino.hpp>
#include <optional>

#include "affectus/error.h"
#include "cache/content_key.h"
#include "checkpoint/checkpoint_tensors.h"
#include "encoders/encoder_graph.h"
#include "encoders/log_mel.h"

namespace affectus {
namespace {

// Where the encoder's tensors are: alone, or within a model that has it as a part.
std::vector<std::string> prefixes(EncoderConfig::Family family) {
  using Family = EncoderConfig::Family;
  switch (family) {
    case Family::wav2vec2:
      return {"", "wav2vec2."};
    case Family::hubert:
      return {"", "hubert."};
    case Family::wavlm:
      return {"", "wavlm."};
    case Family::data2vec_audio:
      return {"", "data2vec_audio."};
    case Family::whisper:
      return {"", "encoder.", "model.encoder."};
  }
  return {""};
}

CheckpointWeights encoder_weights(const CheckpointTensors& checkpoint, const EncoderConfig& config) {
  const std::string probe = config.is_whisper() ? "conv1.weight" : "feature_extractor.conv_layers.0.conv.weight";
  return CheckpointWeights(checkpoint, CheckpointWeights::find_prefix(checkpoint, prefixes(config.family), probe));
}

ov::AnyMap properties(const EncoderRuntime& runtime) {
  using Precision = EncoderRuntime::Precision;
  return {ov::hint::inference_precision(runtime.precision == Precision::bfloat16 ? ov::element::bf16 : ov::element::f32),
          ov::num_streams(static_cast<int>(runtime.streams)), ov::inference_num_threads(static_cast<int>(runtime.threads))};
}

void require_precision(const ov::Core& core, EncoderRuntime::Precision precision) {
  if (precision == EncoderRuntime::Precision::float32) return;
  const auto capabilities = core.get_property("CPU", ov::device::capabilities);
  if (std::find(capabilities.begin(), capabilities.end(), ov::device::capability::BF16) == capabilities.end())
    throw Error(ErrorCode::unsupported, "precision " + to_string(precision) +
                                            ": expected a CPU with instructions for it (AVX-512 BF16 or AMX), found none");
}

// (x - mean) / sqrt(variance + 1e-7), as transformers' feature extractor does.
std::vector<float> normalized(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += sample;
  const double mean = sum / static_cast<double>(samples.size());
  double squares = 0;
  for (const float sample : samples) squares += (sample - mean) * (sample - mean);
  const double scale = 1 / std::sqrt(squares / static_cast<double>(samples.size()) + 1e-7);
  std::vector<float> result(samples.size());
  std::transform(samples.begin(), samples.end(), result.begin(),
                 [&](float sample) { return static_cast<float>((sample - mean) * scale); });
  return result;
}

/// Requests that are lent to one caller at a time.
class RequestPool {
 public:
  void fill(ov::CompiledModel& model, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) idle_.push_back(model.create_infer_request());
  }
  ov::InferRequest take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !idle_.empty(); });
    ov::InferRequest request = idle_.back();
    idle_.pop_back();
    return request;
  }
  void give_back(ov::InferRequest request) {
    {
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(request));
    }
    returned_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<ov::InferRequest> idle_;
};

}  // namespace

struct SpeechEncoder::Impl {
  EncoderConfig config;
  bool pad = true;
  CheckpointTensors checkpoint;  // the graph's constants are views of it
  std::optional<LogMel> log_mel;
  ov::Core core;
  ov::CompiledModel compiled;
  mutable RequestPool requests;

  Impl(const std::filesystem::path& folder, const EncoderConfig& encoder_config)
      : config(encoder_config), checkpoint(CheckpointTensors::open(folder)) {}

  void compile(std::span<const std::size_t> layers, const EncoderRuntime& runtime) {
    CheckpointWeights weights = encoder_weights(checkpoint, config);
    const graph::EncoderGraph graph = graph::build_encoder(config, weights);
    weights.finish();
    ov::OutputVector outputs;
    for (const std::size_t layer : layers) outputs.push_back(graph.hidden_states.at(layer));
    const auto model = std::make_shared<ov::Model>(outputs, ov::ParameterVector{graph.input}, "encoder");
    if (config.is_whisper())
      model->reshape(ov::PartialShape{1, static_cast<std::int64_t>(config.mel_bins),
                                      pad ? static_cast<std::int64_t>(2 * config.positions) : -1});
    else
      model->reshape(ov::PartialShape{1, -1});
    require_precision(core, runtime.precision);
    compiled = core.compile_model(model, "CPU", properties(runtime));
    requests.fill(compiled, runtime.streams);
  }

  ov::Tensor input(std::span<const float> samples) const {
    if (!config.is_whisper()) {
      ov::Tensor tensor(ov::element::f32, {1, samples.size()});
      if (config.normalize_samples)
        std::ranges::copy(normalized(samples), tensor.data<float>());
      else
        std::ranges::copy(samples, tensor.data<float>());
      return tensor;
    }
    const std::size_t frames = pad ? 2 * config.positions : (samples.size() + 2 * LogMel::hop - 1) / (2 * LogMel::hop) * 2;
    ov::Tensor tensor(ov::element::f32, {1, config.mel_bins, frames});
    log_mel->compute(samples, frames, tensor.data<float>());
    return tensor;
  }

  void run(std::span<const float> samples, Frames& frames) const {
    ov::InferRequest request = requests.take();
    request.set_input_tensor(input(samples));
    request.infer();
    const std::size_t count = frame_count(config, samples.size());
    const std::size_t first = frames.count();
    frames.resize(first + count);
    for (std::size_t part = 0; part < compiled.outputs().size(); ++part) {
      const float* states = request.get_output_tensor(part).data<const float>();
      for (std::size_t i = 0; i < count; ++i)
        std::copy_n(states + i * config.hidden_size, config.hidden_size,
                    frames[first + i].begin() + static_cast<std::ptrdiff_t>(part * config.hidden_size));
    }
    requests.give_back(std::move(request));
  }
};

SpeechEncoder::SpeechEncoder() = default;
SpeechEncoder::SpeechEncoder(SpeechEncoder&&) noexcept = default;
SpeechEncoder::~SpeechEncoder() = default;

SpeechEncoder SpeechEncoder::load(const std::filesystem::path& folder, const EncoderConfig& config,
                                  std::span<const std::size_t> layers, const EncoderRuntime& runtime, bool pad) {
  SpeechEncoder encoder;
  encoder.impl_ = std::make_unique<Impl>(folder, config);
  encoder.impl_->pad = pad;
  if (config.is_whisper()) encoder.impl_->log_mel.emplace(config.mel_bins);
  encoder.impl_->compile(layers, runtime);
  return encoder;
}

void SpeechEncoder::run(std::span<const float> samples, Frames& frames) const { impl_->run(samples, frames); }

std::string SpeechEncoder::content() const {
  ContentKey key;
  for (const auto& [name, tensor] : impl_->checkpoint.tensors())
    key.add(name).add({reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
  return key.add(impl_->config.normalize_samples ? "normalized" : "").text();
}

std::size_t frame_count(const EncoderConfig& config, std::size_t samples) {
  if (config.is_whisper()) return (samples + 2 * LogMel::hop - 1) / (2 * LogMel::hop);
  for (std::size_t i = 0; i < config.stem_kernels.size(); ++i) {
    if (samples < config.stem_kernels[i]) return 0;
    samples = (samples - config.stem_kernels[i]) / config.stem_strides[i] + 1;
  }
  return samples;
}

std::size_t samples_per_frame(const EncoderConfig& config) {
  if (config.is_whisper()) return 2 * LogMel::hop;
  std::size_t hop = 1;
  for (const std::size_t stride : config.stem_strides) hop *= stride;
  return hop;
}

}  // namespace affectus
