#include "estimator/layer_mix.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/random_values.h"

namespace affectus {
namespace {

using testing::random_values;

constexpr LayerMixShape shape{.layers = 3, .channels = 2, .dim = 4, .kernel = 3};

TEST(LayerMixTest, SharesAreASoftmax) {
  const std::vector<float> shares = mix_shares(std::vector<float>{0, std::log(2.0F), 1000});
  EXPECT_NEAR(shares[2], 1, 1e-6);
  const std::vector<float> plain = mix_shares(std::vector<float>{1, 1 + std::log(3.0F)});
  EXPECT_NEAR(plain[0], 0.25, 1e-6);
  EXPECT_NEAR(plain[1], 0.75, 1e-6);
}

TEST(LayerMixTest, TheSpreadConvolutionOfTheLayersIsTheConvolutionOfTheirSum) {
  const auto convolution = random_values(2 * 4 * 3, 1), mix = random_values(3, 2), input = random_values(3 * 3 * 4, 3);
  std::vector<float> spread(2 * 12 * 3);
  const auto shares = mix_shares(mix);
  spread_convolution(shape, shares, convolution.data(), spread.data());
  for (std::size_t channel = 0; channel < 2; ++channel) {
    double of_layers = 0, of_sum = 0;  // one output; input[time][layer][dim]
    for (std::size_t time = 0; time < 3; ++time)
      for (std::size_t d = 0; d < 4; ++d) {
        double sum = 0;
        for (std::size_t layer = 0; layer < 3; ++layer) {
          const float value = input[(time * 3 + layer) * 4 + d];
          of_layers += static_cast<double>(value) * spread[(channel * 12 + layer * 4 + d) * 3 + time];
          sum += static_cast<double>(shares[layer]) * value;
        }
        of_sum += sum * convolution[(channel * 4 + d) * 3 + time];
      }
    EXPECT_NEAR(of_layers, of_sum, 1e-5);
  }
}

}  // namespace
}  // namespace affectus
