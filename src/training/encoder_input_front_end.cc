#include "training/encoder_input_front_end.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/grad_mode.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/content_key.h"
#include "torch_encoders/torch_encoder.h"

namespace affectus {
namespace {

class EncoderInputFrontEnd : public FrontEnd {
 public:
  EncoderInputFrontEnd(std::string name, TorchEncoder encoder) : name_(std::move(name)), encoder_(std::move(encoder)) {
    ContentKey key;
    key.add("encoder input 1 ").add(config().normalize_samples ? "normalized" : "as they are");
    for (const auto& [tensor_name, tensor] : encoder_.tensors())
      if (tensor_name.starts_with("feature_extractor.")) {
        const at::Tensor values = tensor.cpu();
        key.add(tensor_name).add({static_cast<const char*>(values.data_ptr()), values.nbytes()});
      }
    fingerprint_ = key.text() + " " + std::to_string(dim());
    if (!encoder_.device().is_cpu()) fingerprint_ += " " + at::DeviceTypeName(encoder_.device().type(), /*lower_case=*/true);
  }

  std::string name() const override { return name_; }
  std::size_t dim() const override { return config().is_whisper() ? config().mel_bins : config().stem_channels.back(); }
  double frame_rate_hz() const override {
    return static_cast<double>(per_frame()) * sample_rate_hz / static_cast<double>(samples_per_frame(config()));
  }
  std::size_t frame_count(std::size_t samples) const override {
    return per_frame() * affectus::frame_count(config(), samples);
  }
  std::size_t first_frame_samples() const override { return affectus::first_frame_samples(config()); }
  std::string fingerprint() const override { return fingerprint_; }
  std::unique_ptr<FrontEndStream> open_stream() const override { return std::make_unique<Stream>(*this); }

 private:
  // Of the whole utterance.
  class Stream : public FrontEndStream {
   public:
    explicit Stream(const EncoderInputFrontEnd& front_end) : front_end_(front_end) {}
    void push(std::span<const float> samples, Frames&) override {
      samples_.insert(samples_.end(), samples.begin(), samples.end());
    }
    void finish(Frames& frames) override {
      front_end_.compute_all(samples_, frames);
      samples_.clear();
    }

   private:
    const EncoderInputFrontEnd& front_end_;
    std::vector<float> samples_;
  };

  const EncoderConfig& config() const { return encoder_.config(); }
  std::size_t per_frame() const { return config().is_whisper() ? 2 : 1; }

  void compute_all(std::span<const float> samples, Frames& frames) const {
    const std::size_t count = frame_count(samples.size());
    if (count == 0) return;
    at::init_num_threads();  // what set_num_threads() said holds for this thread, too
    const at::NoGradGuard no_gradient;
    const at::Tensor found = encoder_.input(samples, /*pad=*/false)[0];
    const at::Tensor rows = (config().is_whisper() ? found.t() : found).cpu().contiguous();
    frames.resize(count);
    std::copy_n(rows.data_ptr<float>(), count * dim(), frames.data());
  }

  std::string name_;
  TorchEncoder encoder_;
  std::string fingerprint_;
};

}  // namespace

std::unique_ptr<FrontEnd> make_encoder_input_front_end(const std::string& name, const std::filesystem::path& encoder,
                                                       const at::Device& device) {
  const bool has_convolutions = !EncoderConfig::read(encoder).is_whisper();
  return std::make_unique<EncoderInputFrontEnd>(
      name, TorchEncoder::load(encoder, has_convolutions ? device : at::Device(at::kCPU)));
}

}  // namespace affectus
