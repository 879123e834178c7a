// The front ends of a recipe with their normalisation, as in the model.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "affectus/front_end.h"
#include "affectus/model.h"
#include "model/frame_joiner.h"
#include "recipe/recipe.h"

namespace affectus {

/// One utterance, not normalised: frames of each front end.
using RawFeatures = std::vector<Frames>;

/// Thread-safe, except set_global_normalization().
class FeatureExtractor {
 public:
  /// Throws Error(invalid_argument) for an unknown front end or option, and if frame rates do not fit.
  FeatureExtractor(const std::vector<FrontEndChoice>& choices, double frame_rate_hz, const FrontEndRegistry& registry);

  std::size_t dim() const { return joiner_->dim(); }
  /// How the values of a joined frame divide among the front ends.
  std::vector<std::size_t> widths() const { return joiner_->widths(); }
  /// The mixed layers of the only front end; several cannot be mixed.
  std::size_t mixed_layers() const { return front_ends_.front()->mixed_layers(); }
  double frame_rate_hz() const { return joiner_->frame_rate_hz(); }
  std::size_t front_end_count() const { return front_ends_.size(); }
  const FrontEnd& front_end(std::size_t index) const { return *front_ends_[index]; }
  /// The entries for the model's config.
  const std::vector<ModelConfig::FrontEndEntry>& entries() const { return entries_; }

  RawFeatures compute(std::span<const float> samples) const;

  /// Computes mean and standard deviation of each value from the frames of `count` training utterances, after the
  /// normalisation within the utterance.
  void set_global_normalization(std::size_t count, const std::function<RawFeatures(std::size_t)>& utterance);

  /// Normalises frames and joins them to dim() values, as the model does.
  Frames normalize(RawFeatures features) const;

 private:
  std::vector<bool> wants_global_;
  std::vector<ModelConfig::FrontEndEntry> entries_;
  std::vector<std::unique_ptr<FrontEnd>> front_ends_;
  std::optional<FrameJoiner> joiner_;
};

}  // namespace affectus
