#include "torch_encoders/torch_encoder.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "affectus/error.h"
#include "encoder_graphs/checkpoint_part.h"
#include "encoder_graphs/low_rank_adapter.h"
#include "encoder_graphs/sample_normalization.h"
#include "encoder_graphs/take_encoder.h"

namespace affectus {

namespace {

void fold(const LowRankAdapter& adapter, const std::map<std::string, std::shared_ptr<ProductWeight>>& products) {
  std::set<std::string> names;
  for (const auto& [name, product] : products) {
    names.insert(name);
    if (!adapter.deltas().contains(name)) continue;
    const at::Tensor sum = product->weight.cpu().contiguous().clone();
    const auto out = static_cast<std::size_t>(sum.size(0)), in = static_cast<std::size_t>(sum.size(1));
    adapter.add_to(name, out, in, {sum.data_ptr<float>(), out * in});
    product->weight.copy_(sum);
  }
  adapter.require_all_in(names);
}

}  // namespace

TorchEncoder TorchEncoder::load(const std::filesystem::path& folder, const at::Device& device,
                                const std::filesystem::path& adapter) {
  const EncoderConfig config = EncoderConfig::read(folder);
  if (config.family == EncoderConfig::Family::graph_file)
    throw Error(ErrorCode::unsupported,
                folder.string() +
                    ": expected an encoder with weights of Hugging Face's format, found a graph, which cannot "
                    "be fine-tuned");
  const CheckpointTensors checkpoint = CheckpointTensors::open(folder);
  TorchWeights weights(CheckpointPart(checkpoint, encoder_prefix(checkpoint, config)), device);
  TorchEncoder encoder(config, device);
  encoder.description_ = graph::take_encoder<TorchEngine>(config, weights);
  weights.finish();
  if (!adapter.empty()) fold(LowRankAdapter::read(adapter, config.family), weights.products());
  encoder.tensors_ = weights.tensors();
  encoder.products_ = weights.products();
  encoder.prefix_ = weights.prefix();
  if (config.is_whisper()) encoder.log_mel_ = std::make_shared<LogMel>(config.mel_bins);
  return encoder;
}

at::Tensor TorchEncoder::input(std::span<const float> samples, bool pad) const {
  if (config_.is_whisper()) {
    const std::size_t frames = 2 * (pad ? config_.positions : frame_count(config_, samples.size()));
    const at::Tensor log_mel =
        at::empty({1, static_cast<std::int64_t>(config_.mel_bins), static_cast<std::int64_t>(frames)});
    log_mel_->compute(samples, frames, log_mel.data_ptr<float>());
    return log_mel.to(device_);
  }
  const at::Tensor values = at::empty({1, static_cast<std::int64_t>(samples.size())});
  if (config_.normalize_samples)
    normalize_samples(samples, values.data_ptr<float>());
  else
    std::copy(samples.begin(), samples.end(), values.data_ptr<float>());
  using Stem = graph::ConvolutionStem<TorchEngine>;
  return (*description_.stem)(values.to(device_), [](const Stem::Moments& own, std::size_t) { return own; });
}

std::vector<at::Tensor> TorchEncoder::hidden_states(std::span<const float> samples, bool pad) const {
  return graph::hidden_states<TorchEngine>(description_, input(samples, pad));
}

}  // namespace affectus
