// Scores windows in batches: front ends, estimator, speech activity, scale.
#pragma once

#include <span>
#include <vector>

#include "affectus/model.h"
#include "prediction/windows.h"

namespace affectus {

/// One per thread; the model may be shared and must outlive it.
class WindowScorer {
 public:
  WindowScorer(const Model& model, Scale scale, bool embedding);

  /// Windows may differ in length; each has a sample. One shorter than a frame is scored as if silence followed. A window's
  /// score does not depend on the others. `segments` takes one element a window.
  void score(std::span<const Window> windows, std::span<EmotionSegment> segments);

 private:
  std::span<const float> long_enough(const Window& window, std::vector<float>& padded) const;
  /// Fills estimates_ and the shares of speech.
  void estimate(std::span<const Window> batch, std::span<float> speech);
  void fill(const Estimate& estimate, EmotionSegment& segment) const;

  const Model& model_;
  Scale scale_;
  bool embedding_;
  std::unique_ptr<FrontEnd> mel_;  // where the model has no default mel filterbank of its own
  std::size_t shortest_ = 0;       // samples that give every front end a frame
  Estimator::Workspace workspace_;
  std::vector<Frames> frames_;
  std::vector<FrameView> views_;
  std::vector<Estimate> estimates_;
};

/// Windows scored together: enough rows for the matrix products to run at full speed, few enough to stay in the cache.
inline constexpr std::size_t windows_per_batch = 16;

}  // namespace affectus
