// The contents of a model folder's config.json: front ends, normalisation, estimator, outputs, and the model's card.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "affectus/estimator.h"
#include "affectus/export.h"
#include "affectus/frames.h"

namespace affectus {

/// The normalisation of a front end's frames before the estimator: first within the utterance (or window), then by constants
/// from training.
struct AFFECTUS_EXPORT Normalization {
  /// Values more than this below the utterance's largest value are first raised to that floor, so that all sound below the
  /// speech (noise, rounding, digital silence) looks alike. For log energies, in their unit (natural logarithm: 10 is 43
  /// dB). 0: no floor.
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

/// A measured figure of a model, with its command, so that anyone can repeat it.
struct ModelFigure {
  std::string set;                       // "ravdess test"
  std::string command;                   // the command that measured it
  std::map<std::string, double> values;  // "ccc_activation": ...
};

struct AFFECTUS_EXPORT ModelConfig {
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
  double frame_rate_hz = 0;               // common rate of their frames; 0: the lowest of their rates
  EstimatorShape estimator;
  std::vector<std::string> dimensions;  // names of the linear outputs, in order
  /// The ends of the scale of the network's dimensions, which correspond to 1 and 7 of the SAM scale.
  double scale_low = -1;
  double scale_high = 1;
  std::vector<std::string> categories;  // names of the softmax outputs, in order
  /// Quantiles (0, 5, ... 100 %) of Estimate::distance over utterances that the network knows nothing of, ascending, from
  /// which the familiarity of rows follows (docs/outputs.md). Empty: not known, and rows have none.
  std::vector<double> familiarity_distances;
  static constexpr std::size_t distance_quantiles = 21;
  std::size_t weight_bits = 32;            // of the weight matrices in the file, 8 or 32
  double longest_training_input_s = 0;     // longer recordings are scored in windows of this length
  std::string licence;                     // of the weights, an SPDX expression if there is one
  std::vector<std::string> training_data;  // a line each: corpus, version, rows, licence
  std::string notes;                       // what a user must know before relying on it
  std::vector<ModelFigure> figures;

  /// Reads and checks the text of a config.json; `name` is for messages. Whether its front ends exist is checked when a
  /// model is made. Throws Error(invalid_format) that names the field.
  static ModelConfig parse(std::string_view text, const std::string& name);
  /// The text that parse() reads.
  std::string text() const;
};

}  // namespace affectus
