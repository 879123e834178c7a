#include "torch_encoders/torch_encoder.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "affectus/error.h"
#include "encoder_graphs/checkpoint_part.h"
#include "encoder_graphs/low_rank_adapter.h"
#include "encoder_graphs/sample_normalization.h"
#include "encoder_graphs/take_encoder.h"
#include "torch_encoders/padded_batch.h"

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

void TorchEncoder::convert_products(at::ScalarType type) {
  for (const auto& [name, product] : products_) {
    const std::string bias = name.substr(0, name.rfind('.')) + ".bias";
    for (const std::string& one : {name, bias})
      if (const auto found = tensors_.find(one); found != tensors_.end())
        found->second.set_data(found->second.to(type));  // in place: the graph's parts hold the same tensors
  }
}

at::Tensor TorchEncoder::prepared(std::span<const float> samples, bool pad) const {
  if (config_.is_whisper()) {
    const std::size_t frames = 2 * (pad ? config_.positions : frame_count(config_, samples.size()));
    const at::Tensor log_mel =
        at::empty({1, static_cast<std::int64_t>(config_.mel_bins), static_cast<std::int64_t>(frames)});
    log_mel_->compute(samples, frames, log_mel.data_ptr<float>());
    return log_mel;
  }
  const at::Tensor values = at::empty({1, static_cast<std::int64_t>(samples.size())});
  if (config_.normalize_samples)
    normalize_samples(samples, values.data_ptr<float>());
  else
    std::copy(samples.begin(), samples.end(), values.data_ptr<float>());
  return values;
}

at::Tensor TorchEncoder::input_of(const at::Tensor& prepared) const {
  using Stem = graph::ConvolutionStem<TorchEngine>;
  const at::Tensor values = prepared.to(device_);
  return description_.stem ? (*description_.stem)(values, [](const Stem::Moments& own, std::size_t) { return own; })
                           : values;
}

at::Tensor TorchEncoder::input(std::span<const float> samples, bool pad) const { return input_of(prepared(samples, pad)); }

std::vector<at::Tensor> TorchEncoder::hidden_states(std::span<const float> samples, bool pad) const {
  return graph::hidden_states<TorchEngine>(description_, input(samples, pad));
}

std::vector<at::Tensor> TorchEncoder::frames(std::span<const at::Tensor> prepared,
                                             std::span<const std::size_t> layers) const {
  std::vector<at::Tensor> first;  // each by itself: convolutions, and norms over time, see what stands beside them
  for (const at::Tensor& one : prepared) first.push_back(description_.input(input_of(one))[0]);
  const PaddedBatch batch = affectus::pad(first);
  const std::vector<at::Tensor> states = graph::layer_states<TorchEngine>(description_, batch.frames, batch.mask);
  std::vector<at::Tensor> frames;
  for (std::size_t i = 0; i < first.size(); ++i) {
    std::vector<at::Tensor> wanted;
    for (const std::size_t layer : layers)
      wanted.push_back(states.at(layer)[static_cast<std::int64_t>(i)].slice(0, 0, first[i].size(0)).to(at::kFloat));
    frames.push_back(wanted.size() == 1 ? wanted[0] : at::cat(wanted, 1));
  }
  return frames;
}

}  // namespace affectus
