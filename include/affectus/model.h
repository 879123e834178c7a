// A model: samples in, what they say of emotion out.
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

/// A network that takes samples and has its front end within, for Model::wrap().
class AFFECTUS_EXPORT SampleEstimator {
 public:
  virtual ~SampleEstimator() = default;
  /// Shorter signals are estimated as if silence followed.
  virtual std::size_t shortest_samples() const = 0;
  /// What the network says of one utterance or window (16 kHz, mono, [-1, 1]). May be called from several threads at once.
  virtual Estimate estimate(std::span<const float> samples) const = 0;
};

/// What messages call a model's two parts.
struct ModelPlace {
  std::string config = "config";
  std::string weights = "weights";
};

class Model;

/// What windows of one signal have in common, so that it is computed once (FrontEndMemory). One a signal; not thread-safe;
/// must not outlive its model.
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
  std::size_t start = 0;           // the sample of the signal at which it begins; counts with a memory only
  SignalMemory* memory = nullptr;  // of its signal; windows of one signal that overlap gain by it
};

/// What a model says of a window.
struct WindowEstimate : Estimate {
  float speech = 0;  // fraction of the frames with speech, 0 to 1
};

/// Front ends with an estimator, or a network of others: both are used alike. Immutable; may be used from several threads at
/// once. Models are made by make() and wrap(), from folders by load_model_folder() (affectus/model_folder.h), and by name
/// by open_model() (affectus/open_model.h).
class AFFECTUS_EXPORT Model {
 public:
  /// Of a configuration and the bytes of a model.safetensors, which need not outlive the call. `place` is where both come
  /// from, for messages. Throws Error(invalid_format) where a front end, a field or a tensor is missing or not as expected.
  static std::shared_ptr<const Model> make(ModelConfig config, std::span<const std::byte> weights,
                                           const FrontEndRegistry& front_ends = {}, const ModelPlace& place = {});
  /// Of a network of others. Of the config, the names of its outputs, their scale, the longest input and what the card says
  /// count.
  static std::shared_ptr<const Model> wrap(ModelConfig config, std::unique_ptr<SampleEstimator> network);
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  ~Model();

  const ModelConfig& config() const;
  /// Whether it is a network of others.
  bool is_wrapped() const;
  /// Shorter windows are estimated as if silence followed.
  std::size_t shortest_samples() const;
  /// Says all that estimates depend on beside the weights and the config: where two models agree in all three, they say the
  /// same.
  std::string front_end_fingerprint() const;

  /// Memory that estimates need; reused from call to call, it stops growing with the largest batch seen. One a thread.
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
