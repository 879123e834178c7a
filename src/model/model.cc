#include "affectus/model.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "affectus/error.h"
#include "affectus/mel_filterbank.h"
#include "affectus/speech_activity.h"
#include "kernels/aligned_vector.h"
#include "model/frame_joiner.h"
#include "tensors/quantized_weights.h"
#include "text/counted.h"

namespace affectus {

struct SignalMemory::Impl {
  std::vector<std::unique_ptr<FrontEndMemory>> front_ends;  // as the model's
  std::unique_ptr<FrontEndMemory> mel;                      // where none of them is the default filterbank
};

struct Model::Impl {
  ModelConfig config;
  std::vector<std::unique_ptr<FrontEnd>> front_ends;
  std::optional<FrameJoiner> joiner;
  std::optional<std::size_t> default_mel;                 // the front end that is the default mel filterbank
  std::unique_ptr<FrontEnd> mel = make_mel_filterbank();  // for the speech activity
  std::optional<Estimator> estimator;
  std::unique_ptr<SampleEstimator> network;  // of others, in place of front ends and estimator
  std::size_t shortest_samples = 1;

  // The normalised, joined frames of a window, as the estimator takes them; with what the default filterbank says of it.
  Frames frames(const SampleWindow& window, const SignalMemory::Impl* memory, Frames& mel_frames) const {
    std::vector<Frames> parts(front_ends.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (memory != nullptr)
        memory->front_ends[i]->compute(window.start, window.samples, parts[i]);
      else
        front_ends[i]->compute(window.samples, parts[i]);
      if (default_mel == i) mel_frames = parts[i];
      config.front_ends[i].normalization.apply(parts[i]);
    }
    return joiner->join(std::move(parts));
  }

  // A network of others must say what its config names.
  Estimate checked(Estimate estimate) const {
    if (estimate.dimensions.size() != config.dimensions.size() || estimate.categories.size() != config.categories.size())
      throw Error(ErrorCode::invalid_format,
                  config.name + ": expected " + counted(config.dimensions.size(), "dimension", "dimensions") + " and " +
                      counted(config.categories.size(), "category", "categories") + " of the network, found " +
                      std::to_string(estimate.dimensions.size()) + " and " + std::to_string(estimate.categories.size()));
    return estimate;
  }

  void own_mel(const SampleWindow& window, const SignalMemory::Impl* memory, Frames& mel_frames) const {
    if (memory != nullptr)
      memory->mel->compute(window.start, window.samples, mel_frames);
    else
      mel->compute(window.samples, mel_frames);
  }
};

struct Model::Workspace::Impl {
  Estimator::Workspace estimator;
  std::vector<Frames> frames;
  std::vector<FrameView> views;
  std::vector<Estimate> estimates;
  std::vector<float> padded;
  Frames mel;
};

namespace {

std::unique_ptr<FrontEnd> make_entry(const ModelConfig::FrontEndEntry& entry, const std::string& name,
                                     const FrontEndRegistry& registry) {
  const auto fail = [&](const std::string& what) { throw Error(ErrorCode::invalid_format, name + ": " + what); };
  std::unique_ptr<FrontEnd> front_end;
  try {
    front_end = registry.make(entry.name, entry.options == "{}" ? "" : entry.options);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_argument) throw;
    fail(error.what());
  }
  if (front_end->dim() != entry.dim)
    fail("front end " + entry.name + ": dim: expected " + std::to_string(front_end->dim()) + ", found " +
         std::to_string(entry.dim));
  return front_end;
}

}  // namespace

SignalMemory::SignalMemory(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SignalMemory::SignalMemory(SignalMemory&&) noexcept = default;
SignalMemory& SignalMemory::operator=(SignalMemory&&) noexcept = default;
SignalMemory::~SignalMemory() = default;

Model::Workspace::Workspace() : impl_(std::make_unique<Impl>()) {}
Model::Workspace::Workspace(Workspace&&) noexcept = default;
Model::Workspace::~Workspace() = default;

Model::Model(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Model::~Model() = default;

std::shared_ptr<const Model> Model::make(ModelConfig config, std::span<const std::byte> weights,
                                         const FrontEndRegistry& registry, const ModelPlace& place) {
  auto impl = std::make_unique<Impl>();
  impl->config = std::move(config);
  impl->shortest_samples = impl->mel->first_frame_samples();
  std::vector<FramePart> parts;
  for (const ModelConfig::FrontEndEntry& entry : impl->config.front_ends) {
    const FrontEnd& front_end = *impl->front_ends.emplace_back(make_entry(entry, place.config, registry));
    if (front_end.fingerprint() == impl->mel->fingerprint()) impl->default_mel = impl->front_ends.size() - 1;
    impl->shortest_samples = std::max(impl->shortest_samples, front_end.first_frame_samples());
    parts.push_back({entry.dim, front_end.frame_rate_hz(), entry.selected});
  }
  try {
    impl->joiner.emplace(std::move(parts), impl->config.frame_rate_hz);
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_format, place.config + ": " + error.what());
  }
  AlignedVector<std::byte> aligned;  // tensors are read where they lie
  if (reinterpret_cast<std::uintptr_t>(weights.data()) % alignof(float) != 0) {
    aligned.assign(weights.begin(), weights.end());
    weights = aligned;
  }
  impl->estimator.emplace(impl->config.estimator,
                          WeightFile(SafetensorsFile::parse(weights, place.weights), impl->config.weight_bits));
  return std::shared_ptr<const Model>(new Model(std::move(impl)));
}

std::shared_ptr<const Model> Model::wrap(ModelConfig config, std::unique_ptr<SampleEstimator> network) {
  const auto require = [&](bool holds, const std::string& what) {
    if (!holds) throw Error(ErrorCode::invalid_argument, config.name + ": " + what);
  };
  require(config.scale_high > config.scale_low, "scale: expected a low end below the high end");
  require(config.longest_training_input_s >= 0.1, "longest_training_input_s: expected 0.1 or more");
  auto impl = std::make_unique<Impl>();
  impl->config = std::move(config);
  impl->shortest_samples = std::max(impl->mel->first_frame_samples(), network->shortest_samples());
  impl->network = std::move(network);
  return std::shared_ptr<const Model>(new Model(std::move(impl)));
}

const ModelConfig& Model::config() const { return impl_->config; }
bool Model::is_wrapped() const { return impl_->network != nullptr; }
std::size_t Model::shortest_samples() const { return impl_->shortest_samples; }

std::string Model::front_end_fingerprint() const {
  std::string text;
  for (const auto& front_end : impl_->front_ends) text += front_end->fingerprint() + "\n";
  return text;
}

SignalMemory Model::open_signal() const {
  auto memory = std::make_unique<SignalMemory::Impl>();
  for (const auto& front_end : impl_->front_ends) memory->front_ends.push_back(front_end->open_memory());
  if (!impl_->default_mel) memory->mel = impl_->mel->open_memory();
  return SignalMemory(std::move(memory));
}

void Model::estimate(std::span<const SampleWindow> windows, Workspace& workspace,
                     std::span<WindowEstimate> estimates) const {
  Workspace::Impl& work = *workspace.impl_;
  work.frames.clear();
  work.views.clear();
  for (std::size_t i = 0; i < windows.size(); ++i) {
    SampleWindow window = windows[i];
    if (window.samples.size() < impl_->shortest_samples) {
      // What follows is no part of the signal: nothing of it may be remembered.
      window.memory = nullptr;
      work.padded.assign(window.samples.begin(), window.samples.end());
      work.padded.resize(impl_->shortest_samples, 0.0F);
      window.samples = work.padded;
    }
    const SignalMemory::Impl* memory = window.memory == nullptr ? nullptr : window.memory->impl_.get();
    if (impl_->network)
      static_cast<Estimate&>(estimates[i]) = impl_->checked(impl_->network->estimate(window.samples));
    else
      work.frames.push_back(impl_->frames(window, memory, work.mel));
    if (!impl_->default_mel) impl_->own_mel(window, memory, work.mel);
    estimates[i].speech = speech_fraction(work.mel);
  }
  if (impl_->network) return;
  for (const Frames& frames : work.frames) work.views.push_back(frames);
  work.estimates.resize(windows.size());
  impl_->estimator->run(work.views, work.estimator, work.estimates);
  for (std::size_t i = 0; i < windows.size(); ++i) std::swap(static_cast<Estimate&>(estimates[i]), work.estimates[i]);
}

WindowEstimate Model::estimate(std::span<const float> samples) const {
  Workspace workspace;
  const SampleWindow window{samples};
  WindowEstimate estimate;
  this->estimate({&window, 1}, workspace, {&estimate, 1});
  return estimate;
}

}  // namespace affectus
