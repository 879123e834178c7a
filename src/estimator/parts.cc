#include "estimator/parts.h"

#include <algorithm>
#include <numeric>

namespace affectus {

std::vector<std::size_t> part_widths(const EstimatorShape& shape) {
  return shape.parts.empty() ? std::vector{shape.input_dim} : shape.parts;
}

std::string branch_prefix(const EstimatorShape& shape, std::size_t branch) {
  return shape.branch_count() == 1 ? "" : "branches." + std::to_string(branch) + ".";
}

std::size_t branch_offset(const EstimatorShape& shape, std::size_t branch) {
  if (shape.branch_count() == 1) return 0;
  const auto end = shape.parts.begin() + static_cast<std::ptrdiff_t>(branch);
  return std::accumulate(shape.parts.begin(), end, std::size_t{0});
}

BranchFrames::BranchFrames(const EstimatorShape& shape, std::size_t branch, FrameView frames) : view_(frames) {
  if (shape.branch_count() == 1) return;
  const std::size_t first = branch_offset(shape, branch);
  const std::size_t dim = shape.parts[branch];
  values_.resize(frames.count * dim);
  for (std::size_t i = 0; i < frames.count; ++i)
    std::copy_n(frames.values + i * frames.dim + first, dim, values_.data() + i * dim);
  view_ = {values_.data(), frames.count, dim};
}

}  // namespace affectus
