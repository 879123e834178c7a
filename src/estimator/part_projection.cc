#include "estimator/part_projection.h"

#include <algorithm>
#include <vector>

#include "estimator/parts.h"

namespace affectus {

void fold_projections(const EstimatorShape& shape, std::span<const float* const> projections, const float* convolution,
                      float* folded) {
  const std::vector<std::size_t> widths = part_widths(shape);
  const std::size_t kernel = shape.convolution_kernel, units = shape.projection_units;
  std::vector<double> sums;
  for (std::size_t channel = 0; channel < shape.convolution_channels; ++channel)
    for (std::size_t part = 0; part < widths.size(); ++part) {
      sums.assign(widths[part] * kernel, 0);
      for (std::size_t unit = 0; unit < units; ++unit, convolution += kernel)
        for (std::size_t i = 0; i < widths[part]; ++i)
          for (std::size_t tap = 0; tap < kernel; ++tap)
            sums[i * kernel + tap] += static_cast<double>(convolution[tap]) * projections[part][unit * widths[part] + i];
      folded = std::transform(sums.begin(), sums.end(), folded, [](double sum) { return static_cast<float>(sum); });
    }
}

}  // namespace affectus
