// A pre-trained speech encoder on LibTorch, whose weights can learn.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "encoder_graphs/encoder_config.h"
#include "encoder_graphs/encoder_description.h"
#include "encoder_graphs/log_mel.h"
#include "torch_encoders/torch_engine.h"

namespace affectus {

/// Immutable but for its tensors. The same calls may come from several threads at once as long as no tensor is changed.
class TorchEncoder {
 public:
  using Description = graph::EncoderDescription<TorchEngine>;

  /// Reads a Hugging Face folder and checks every tensor. `adapter` is a folder with what low-rank adaptation has learned,
  /// which is added to the weights; empty: none. Throws Error that names the file.
  static TorchEncoder load(const std::filesystem::path& folder, const at::Device& device,
                           const std::filesystem::path& adapter = {});

  const EncoderConfig& config() const { return config_; }
  const at::Device& device() const { return device_; }
  const Description& description() const { return description_; }
  /// By their names in the checkpoint, without its prefix.
  const std::map<std::string, at::Tensor>& tensors() const { return tensors_; }
  const std::map<std::string, std::shared_ptr<ProductWeight>>& products() const { return products_; }
  /// What precedes the names of the encoder's tensors in the checkpoint.
  const std::string& prefix() const { return prefix_; }

  /// From here on products have their weights in that type, as LowerPrecision would convert them again and again.
  void convert_products(at::ScalarType type);

  /// What the CPU does for an utterance of at least one frame: the samples, normalised where the encoder wants it, [1, N],
  /// or the log-mel [1, mel bins, 2 T] for Whisper, which sees its whole window if `pad`.
  at::Tensor prepared(std::span<const float> samples, bool pad) const;
  /// What Description::input takes, on the device: the stem's frames [1, T, C] of prepared() samples, or the log-mel.
  at::Tensor input(std::span<const float> samples, bool pad) const;
  /// hidden_states() of input().
  std::vector<at::Tensor> hidden_states(std::span<const float> samples, bool pad) const;
  /// Of each of several prepared() utterances the states of `layers` side by side, float32 [T, layers x C], on the device.
  /// They pass the layers as one batch, which changes no utterance's frames but for rounding.
  std::vector<at::Tensor> frames(std::span<const at::Tensor> prepared, std::span<const std::size_t> layers) const;

 private:
  TorchEncoder(const EncoderConfig& config, const at::Device& device) : config_(config), device_(device) {}
  at::Tensor input_of(const at::Tensor& prepared) const;

  EncoderConfig config_;
  at::Device device_;
  Description description_;
  std::map<std::string, at::Tensor> tensors_;
  std::map<std::string, std::shared_ptr<ProductWeight>> products_;
  std::string prefix_;
  std::shared_ptr<const LogMel> log_mel_;  // of Whisper
};

}  // namespace affectus
