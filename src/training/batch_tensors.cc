#include "training/batch_tensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>

namespace affectus {
namespace {

at::Tensor rows_of(const Batch& batch, std::size_t width, const auto& row) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(batch.frames.size()), static_cast<std::int64_t>(width)});
  for (std::size_t i = 0; i < batch.frames.size(); ++i) std::ranges::copy(row(i), tensor.data_ptr<float>() + i * width);
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

at::Tensor teacher_categories(const Batch& batch) {
  return rows_of(batch, batch.teacher[0].categories.size(),
                 [&](std::size_t i) { return std::span(batch.teacher[i].categories); });
}

at::Tensor category_shares(const Batch& batch, std::size_t count, double smoothing) {
  at::Tensor shares = at::zeros({static_cast<std::int64_t>(batch.categories.size()), static_cast<std::int64_t>(count)});
  for (std::size_t i = 0; i < batch.categories.size(); ++i) {
    const std::span<float> row(shares.data_ptr<float>() + i * count, count);
    if (!batch.votes.empty() && !batch.votes[i].empty()) {
      std::ranges::copy(batch.votes[i], row.begin());
    } else if (batch.categories[i] >= 0) {
      std::ranges::fill(row, static_cast<float>(smoothing / static_cast<double>(count)));
      row[static_cast<std::size_t>(batch.categories[i])] += static_cast<float>(1 - smoothing);
    }
  }
  return shares;
}

}  // namespace affectus
