// A network of others, for tests of models that wrap one.
#pragma once

#include <cmath>
#include <functional>
#include <memory>
#include <numeric>
#include <utility>

#include "affectus/model.h"

namespace affectus::testing {

/// Tells what it is given: its dimensions are the number of samples, their sum and the last of them.
class SampleNetwork : public SampleEstimator {
 public:
  explicit SampleNetwork(std::size_t shortest = 1, std::function<void()> asked = {})
      : shortest_(shortest), asked_(std::move(asked)) {}

  std::size_t shortest_samples() const override { return shortest_; }
  Estimate estimate(std::span<const float> samples) const override {
    if (asked_) asked_();
    const float sum = std::accumulate(samples.begin(), samples.end(), 0.0F);
    return {.dimensions = {static_cast<float>(samples.size()), sum, samples.back()}, .embedding = {sum}};
  }

 private:
  std::size_t shortest_;
  std::function<void()> asked_;
};

/// Stays near the middle of the scale and differs from window to window: its dimensions follow the loudness.
class LoudnessNetwork : public SampleEstimator {
 public:
  std::size_t shortest_samples() const override { return 1; }
  Estimate estimate(std::span<const float> samples) const override {
    const float energy = std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0F);
    const float loudness = std::sqrt(energy / static_cast<float>(samples.size()));
    return {.dimensions = {0.1F + loudness, loudness, -loudness}, .embedding = {loudness}};
  }
};

/// Its dimensions are activation, valence and dominance, on the scale of results from -1 to 1.
inline std::shared_ptr<const Model> wrapped_model(
    std::unique_ptr<SampleEstimator> network = std::make_unique<SampleNetwork>()) {
  ModelConfig config;
  config.name = "wrapped";
  config.dimensions = {"activation", "valence", "dominance"};
  config.longest_training_input_s = 10;
  return Model::wrap(std::move(config), std::move(network));
}

}  // namespace affectus::testing
