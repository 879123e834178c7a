// A model estimates emotion from samples.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "affectus/estimator.h"
#include "affectus/export.h"
#include "affectus/front_end.h"
#include "affectus/model_config.h"

namespace affectus {

/// A network that takes samples and includes its front end, for Model::wrap().
class AFFECTUS_EXPORT SampleEstimator {
 public:
  virtual ~SampleEstimator() = default;
  /// Shorter signals are estimated as if silence followed.
  virtual std::size_t shortest_samples() const = 0;
  /// The network's outputs for one utterance or window (16 kHz, mono, [-1, 1]). May be called from several threads at once.
  virtual Estimate estimate(std::span<const float> samples) const = 0;
};

/// The names of a model's two parts in messages.
struct ModelPlace {
  std::string config = "config";
  std::string weights = "weights";
};

class Model;

/// Keeps the work that windows of one signal share, so that it is done once (FrontEndMemory). One for each signal; not
/// thread-safe; must not outlive its model.
class AFFECTUS_EXPORT SignalMemory {
 public:
  SignalMemory(SignalMemory&&) noexcept;
  SignalMemory& operator=(SignalMemory&&) noexcept;
  ~SignalMemory();

 private:
  friend class Model;
  struct Impl;
  explicit SignalMemory(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Samples that are estimated as one utterance: 16 kHz, mono, [-1, 1], finite.
struct SampleWindow {
  std::span<const float> samples;
  std::size_t start = 0;           // the sample of the signal at which it begins; used only with a memory
  SignalMemory* memory = nullptr;  // the memory of its signal; it saves work for overlapping windows
};

/// A model's outputs for a window.
struct WindowEstimate : Estimate {
  float speech = 0;  // fraction of the frames with speech, 0 to 1
};

/// A model has front ends and an estimator, or wraps another project's network; both are used alike. Immutable; may be used
/// from several threads at once. make() and wrap() make models, load_model_folder() (affectus/model_folder.h) loads them
/// from folders, and open_model() (affectus/open_model.h) opens them by name.
class AFFECTUS_EXPORT Model {
 public:
  /// Makes a model from a configuration and the bytes of a model.safetensors, which need not outlive the call. `place` names
  /// their origin in messages. Throws Error(invalid_format) if a front end, a field or a tensor is missing or not as
  /// expected.
  static std::shared_ptr<const Model> make(ModelConfig config, std::span<const std::byte> weights,
                                           const FrontEndRegistry& front_ends = {}, const ModelPlace& place = {});
  /// Wraps another project's network. The config's output names, scale, familiarity_distances, longest input and card
  /// apply; its other fields do not.
  static std::shared_ptr<const Model> wrap(ModelConfig config, std::unique_ptr<SampleEstimator> network);
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  ~Model();

  const ModelConfig& config() const;
  /// Whether it wraps another project's network.
  bool is_wrapped() const;
  /// Shorter windows are estimated as if silence followed.
  std::size_t shortest_samples() const;
  /// A text with everything but the weights and the config on which estimates depend: two models that agree in all three
  /// give the same estimates.
  std::string front_end_fingerprint() const;

  /// The memory of an estimate. It is reused from call to call and grows to the needs of the largest batch. One for each
  /// thread.
  class AFFECTUS_EXPORT Workspace {
   public:
    Workspace();
    Workspace(Workspace&&) noexcept;
    ~Workspace();

   private:
    friend class Model;
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

  SignalMemory open_signal() const;

  /// Estimates every window of the batch (lengths may differ; each has a sample). A window's estimate is the same to the
  /// last bit alone, in any batch, with a memory and without.
  void estimate(std::span<const SampleWindow> windows, Workspace& workspace, std::span<WindowEstimate> estimates) const;
  WindowEstimate estimate(std::span<const float> samples) const;

 private:
  struct Impl;
  explicit Model(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
