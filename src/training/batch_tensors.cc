#include "training/batch_tensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>

#include "training/labels.h"

namespace affectus {
namespace {

at::Tensor rows_of(const Batch& batch, std::size_t width, const auto& row) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(batch.rows()), static_cast<std::int64_t>(width)});
  for (std::size_t i = 0; i < batch.rows(); ++i) std::ranges::copy(row(i), tensor.data_ptr<float>() + i * width);
  return tensor;
}

}  // namespace

at::Tensor tensor_of(const std::vector<std::array<float, 3>>& rows) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(rows.size()), 3});
  for (std::size_t i = 0; i < rows.size(); ++i) std::copy_n(rows[i].data(), 3, tensor.data_ptr<float>() + 3 * i);
  return tensor;
}

at::Tensor teacher_dimensions(const Batch& batch) {
  return rows_of(batch, 3, [&](std::size_t i) { return std::span(batch.teacher[i].dimensions); });
}

at::Tensor teacher_embeddings(const Batch& batch) {
  return rows_of(batch, batch.teacher[0].embedding.size(),
                 [&](std::size_t i) { return std::span(batch.teacher[i].embedding); });
}

at::Tensor teacher_deviations(const Batch& batch) {
  return rows_of(batch, 3, [&](std::size_t i) { return std::span(batch.teacher[i].deviations); });
}

at::Tensor teacher_categories(const Batch& batch) {
  return rows_of(batch, batch.teacher[0].categories.size(),
                 [&](std::size_t i) { return std::span(batch.teacher[i].categories); });
}

at::Tensor category_shares(const Batch& batch, std::size_t count, double smoothing) {
  at::Tensor tensor = at::zeros({static_cast<std::int64_t>(batch.categories.size()), static_cast<std::int64_t>(count)});
  const std::vector<float> unknown;
  for (std::size_t i = 0; i < batch.categories.size(); ++i)
    std::ranges::copy(category_shares(batch.categories[i], batch.votes.empty() ? unknown : batch.votes[i], count, smoothing),
                      tensor.data_ptr<float>() + i * count);
  return tensor;
}

at::Tensor class_shares(const std::vector<VoiceClasses>& classes, std::size_t count) {
  at::Tensor tensor = at::zeros({static_cast<std::int64_t>(classes.size()), static_cast<std::int64_t>(count)});
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (std::ranges::min(classes[i]) < 0) continue;
    for (const int one : classes[i]) tensor.data_ptr<float>()[i * count + static_cast<std::size_t>(one)] += 0.5F;
  }
  return tensor;
}

}  // namespace affectus
