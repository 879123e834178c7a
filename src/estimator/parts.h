// The parts of a frame, one for each front end, and the branches of late fusion, each of which sees one part.
#pragma once

#include <string>
#include <vector>

#include "affectus/estimator.h"
#include "affectus/frames.h"

namespace affectus {

/// Widths of the parts, or of the frame as the only one.
std::vector<std::size_t> part_widths(const EstimatorShape& shape);

/// The prefix of the names of a branch's tensors; empty if there is only one branch.
std::string branch_prefix(const EstimatorShape& shape, std::size_t branch);

/// Where a branch's part begins within a frame.
std::size_t branch_offset(const EstimatorShape& shape, std::size_t branch);

/// The frames that branch `branch` sees: a copy of its part of `frames`, or, if there is only one branch, `frames`
/// themselves.
class BranchFrames {
 public:
  BranchFrames(const EstimatorShape& shape, std::size_t branch, FrameView frames);
  FrameView view() const { return view_; }

 private:
  std::vector<float> values_;
  FrameView view_;
};

}  // namespace affectus
