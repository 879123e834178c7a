// Convolution of a long signal with a long filter.
#pragma once

#include <span>
#include <vector>

namespace affectus {

/// The first signal.size() samples of signal * filter, by the fast Fourier transform (overlap-add). filter must not be
/// empty.
std::vector<float> convolve(std::span<const float> signal, std::span<const float> filter);

}  // namespace affectus
