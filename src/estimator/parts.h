// The parts of a frame, those of several front ends, and the branches of late fusion that each see one.
#pragma once

#include <string>
#include <vector>

#include "affectus/estimator.h"
#include "affectus/frames.h"

namespace affectus {

/// Widths of the parts, or of the frame as the only one.
std::vector<std::size_t> part_widths(const EstimatorShape& shape);

/// What the names of a branch's tensors begin with: nothing where there is one.
std::string branch_prefix(const EstimatorShape& shape, std::size_t branch);

/// Where a branch's part begins within a frame.
std::size_t branch_offset(const EstimatorShape& shape, std::size_t branch);

/// `frames` as branch `branch` sees them: its part of them, in memory of its own, or where there is one branch themselves.
class BranchFrames {
 public:
  BranchFrames(const EstimatorShape& shape, std::size_t branch, FrameView frames);
  FrameView view() const { return view_; }

 private:
  std::vector<float> values_;
  FrameView view_;
};

}  // namespace affectus
