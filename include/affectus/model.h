// A model folder (config.json, model.safetensors, README.md): front ends, normalisation, estimator, and what its card says.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affectus/estimator.h"
#include "affectus/front_end.h"

namespace affectus {

/// How a front end's frames are made comparable before the estimator sees them: first within the utterance (or window), then
/// by constants found in training.
struct Normalization {
  /// Values more than this below the utterance's largest are raised to that floor, before anything else, so that what a
  /// recording has below its speech (noise, rounding, digital silence) looks alike; for log energies, in their unit (natural
  /// logarithm: 10 is 43 dB). 0: no floor.
  double dynamic_range = 0;
  enum class Utterance {
    none,
    level,          // subtract one number, the mean over all frames and values: removes loudness, keeps the spectrum's shape
    mean,           // subtract each value's mean over the frames: removes loudness and the channel
    mean_variance,  // and divide by its standard deviation
  } utterance = Utterance::mean;
  std::vector<float> mean;   // subtracted; empty: zeros
  std::vector<float> scale;  // divided by; empty: ones

  void apply(Frames& frames) const;
};

/// Where a model's figure comes from, so that anyone can repeat it.
struct ModelFigure {
  std::string set;                       // "ravdess test"
  std::string command;                   // what measured it
  std::map<std::string, double> values;  // "ccc_activation": ...
};

struct ModelConfig {
  struct FrontEndEntry {
    std::string name;     // "mfb"
    std::string options;  // JSON object of the options that differ from the defaults
    std::size_t dim = 0;  // of its frames
    Normalization normalization;
    std::vector<std::size_t> selected;  // values of a frame, once normalised, that the estimator sees; empty: all

    std::size_t width() const { return selected.empty() ? dim : selected.size(); }
  };

  std::string name;
  std::vector<FrontEndEntry> front_ends;  // their frames are joined in this order
  double frame_rate_hz = 0;               // to which they are brought; 0: the lowest of theirs
  EstimatorShape estimator;
  std::vector<std::string> dimensions;  // names of the linear outputs, in order
  /// The network's dimensions are on a scale whose lower and upper end (1 and 7 of the SAM scale) are these two numbers.
  double scale_low = -1;
  double scale_high = 1;
  std::vector<std::string> categories;     // names of the softmax outputs, in order
  std::size_t weight_bits = 32;            // of the weight matrices in the file, 8 or 32
  double longest_training_input_s = 0;     // longer recordings are done in windows of this length
  std::string licence;                     // of the weights, an SPDX expression where there is one
  std::vector<std::string> training_data;  // a line each: corpus, version, rows, licence
  std::string notes;                       // what a user must know before relying on it
  std::vector<ModelFigure> figures;

  /// Reads and checks config.json. Throws Error(not_found, invalid_format) that names the file and the field.
  static ModelConfig read(const std::filesystem::path& file);
  /// The same for text in memory; `name` is for messages.
  static ModelConfig parse(std::string_view text, const std::string& name);
  /// As write() writes it.
  std::string text() const;
  /// Written to a temporary name and renamed.
  void write(const std::filesystem::path& file) const;
};

/// A network that takes samples and has its front end within: a checkpoint of others (affectus/emotion_checkpoints.h).
class SampleEstimator {
 public:
  virtual ~SampleEstimator() = default;
  /// Shorter signals are estimated as if silence followed.
  virtual std::size_t shortest_samples() const = 0;
  /// What the network says of one utterance or window (16 kHz, mono, [-1, 1]). May be called from several threads at once.
  virtual Estimate estimate(std::span<const float> samples) const = 0;
};

/// Immutable after load(); may be used from several threads at once.
class Model {
 public:
  /// Throws Error where the folder, a file in it, a field or a tensor is missing or not as expected. `others` makes the
  /// front ends that are not built in (affectus/encoders.h).
  static Model load(const std::filesystem::path& folder, const FrontEndMaker& others = {});
  /// Of a network of others: it has no front ends and no estimator of its own. Of the config, the names of its outputs,
  /// their scale, the longest input and what the card says count.
  static Model wrap(ModelConfig config, std::unique_ptr<SampleEstimator> network);
  Model(Model&&) noexcept;
  ~Model();

  const ModelConfig& config() const;
  /// The wrapped network, or nullptr.
  const SampleEstimator* sample_estimator() const;
  const Estimator& estimator() const;
  const std::vector<std::unique_ptr<FrontEnd>>& front_ends() const;

  /// The normalised, joined frames of one utterance or window, as the estimator takes them. Where a front end is the default
  /// mel filterbank and `mel` is given, its frames before normalisation are left there (for the speech activity).
  Frames frames(std::span<const float> samples, Frames* mel = nullptr) const;

 private:
  Model();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
