#include "training/whitening.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace affectus {
namespace {

constexpr double shrinkage = 0.001;
constexpr double least_variance = 1e-12;  // keeps the weights finite if all embeddings are the same

// Variances of principal directions, the least first, and the directions.
struct PrincipalDirections {
  std::vector<double> variances;
  at::Tensor directions;  // a row each

  PrincipalDirections(std::vector<double> covariance, std::size_t dim) {
    const auto size = static_cast<std::int64_t>(dim);
    const auto [values, vectors] = at::linalg_eigh(at::from_blob(covariance.data(), {size, size}, at::kDouble));
    directions = vectors.t().contiguous();
    for (std::int64_t i = 0; i < size; ++i) variances.push_back(std::max(values[i].item<double>(), 0.0));
  }
};

}  // namespace

void EmbeddingMoments::add(std::span<const float> embedding) {
  ++count_;
  double* product = products_.data();
  for (std::size_t i = 0; i < dim(); ++i, product += dim()) {
    sums_[i] += embedding[i];
    for (std::size_t j = 0; j <= i; ++j) product[j] += static_cast<double>(embedding[i]) * embedding[j];
  }
}

std::vector<double> EmbeddingMoments::mean() const {
  std::vector<double> mean;
  for (const double sum : sums_) mean.push_back(sum / static_cast<double>(count_));
  return mean;
}

std::vector<double> EmbeddingMoments::covariance() const {
  const std::vector<double> center = mean();
  std::vector<double> covariance(products_.size());
  for (std::size_t i = 0; i < dim(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      covariance[i * dim() + j] = covariance[j * dim() + i] =
          products_[i * dim() + j] / static_cast<double>(count_) - center[i] * center[j];
  return covariance;
}

StateTensors whitening(const EmbeddingMoments& moments, std::size_t rank) {
  const std::size_t dim = moments.dim();
  const std::vector<double> mean = moments.mean();
  const PrincipalDirections principal(moments.covariance(), dim);
  double mean_variance = 0;
  for (const double variance : principal.variances) mean_variance += variance / static_cast<double>(dim);
  std::vector<double> shrunk;
  double mean_distance = 0;
  for (std::size_t row = 0; row < rank; ++row) {
    const double variance = principal.variances[row];
    shrunk.push_back(std::max((1 - shrinkage) * variance + shrinkage * mean_variance, least_variance));
    mean_distance += variance / shrunk.back() / static_cast<double>(rank);
  }
  mean_distance = std::max(mean_distance, shrinkage);  // where nothing varies in any of them

  StateTensor weight{.shape = {rank, dim}, .values = {}}, bias{.shape = {rank}, .values = {}};
  const double* direction = principal.directions.data_ptr<double>();
  for (std::size_t row = 0; row < rank; ++row, direction += dim) {
    const double scale = 1 / std::sqrt(shrunk[row] * mean_distance);
    double offset = 0;
    for (std::size_t i = 0; i < dim; ++i) {
      weight.values.push_back(static_cast<float>(scale * direction[i]));
      offset -= static_cast<double>(weight.values.back()) * mean[i];
    }
    bias.values.push_back(static_cast<float>(offset));
  }
  return {{"familiarity.weight", std::move(weight)}, {"familiarity.bias", std::move(bias)}};
}

}  // namespace affectus
