#include "affectus/estimator.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "affectus/error.h"
#include "estimator/estimator_impl.h"
#include "estimator/parts.h"
#include "text/counted.h"

namespace affectus {

namespace {

// How many sequences run side by side: enough rows for the products to be at full speed, few enough for the caches.
constexpr std::size_t max_sequences = 32;
// Rows of a block: what it needs stays in the second-level cache from layer to layer.
constexpr std::size_t block_rows = 256;

void check_batch(const EstimatorShape& shape, std::span<const FrameView> batch, std::size_t estimates) {
  if (batch.size() != estimates) {
    throw Error(ErrorCode::invalid_argument, "estimator: expected room for " +
                                                 counted(batch.size(), "estimate", "estimates") + ", found " +
                                                 std::to_string(estimates));
  }
  for (const FrameView& frames : batch) {
    check_dim(shape, frames);
    if (frames.count == 0)
      throw Error(ErrorCode::invalid_argument, "estimator: expected an utterance of at least one frame");
  }
}

}  // namespace

struct Estimator::Workspace::Impl {
  /// The utterances that `group` (indices into `batch`) names, longest first; `take` is called with each one's index and
  /// what it came to.
  template <typename Take>
  void run(const Network& network, std::span<const FrameView> batch, std::span<const std::size_t> group, const Take& take);
  void run(const Estimator::Impl& estimator, std::size_t branch, std::span<const FrameView> batch,
           std::span<Estimate> estimates);
  void convolve(const Network& network, FrameView frames, std::size_t first, std::size_t steps, float* convolved,
                std::size_t stride);

  Block block;
  Recurrence recurrence;
  std::vector<float> padded;  // a stretch of one utterance with zeros beyond its ends
  std::vector<float> pooled;
  std::vector<std::size_t> order;  // of the batch, longest first
};

template <typename Take>
void Estimator::Workspace::Impl::run(const Network& network, std::span<const FrameView> batch,
                                     std::span<const std::size_t> group, const Take& take) {
  const EstimatorShape& shape = network.shape();
  const auto length = [&](std::size_t sequence) { return batch[group[sequence]].count; };
  recurrence.start(shape, group.size());
  std::size_t active = group.size();
  for (std::size_t step = 0; active > 0;) {
    // A block ends where it is full, or where the shortest utterance that still runs does.
    const std::size_t steps = std::min(std::max<std::size_t>(block_rows / active, 1), length(active - 1) - step);
    for (std::size_t sequence = 0; sequence < active; ++sequence) {
      convolve(network, batch[group[sequence]], step, steps, block.convolved.data() + sequence * shape.convolution_channels,
               active * shape.convolution_channels);
    }
    network.advance(steps, active, block, recurrence);
    step += steps;
    while (active > 0 && length(active - 1) == step) --active;
  }
  for (std::size_t sequence = 0; sequence < group.size(); ++sequence) {
    take(group[sequence], sequence);
  }
}

void Estimator::Workspace::Impl::convolve(const Network& network, FrameView frames, std::size_t first, std::size_t steps,
                                          float* convolved, std::size_t stride) {
  const std::size_t kernel = network.shape().convolution_kernel;
  const std::size_t before = kernel / 2;
  const std::size_t needed = steps + kernel - 1;  // from frame `first - before` on
  if (first >= before && first - before + needed <= frames.count) {
    return network.convolve(frames.values + (first - before) * frames.dim, steps, convolved, stride);
  }
  padded.assign(needed * frames.dim, 0.0f);
  const std::size_t begin = first - std::min(first, before);
  const std::size_t end = std::min(first + steps + before, frames.count);
  std::copy_n(frames.values + begin * frames.dim, (end - begin) * frames.dim,
              padded.data() + (begin + before - first) * frames.dim);
  network.convolve(padded.data(), steps, convolved, stride);
}

Estimator::Workspace::Workspace() : impl_(std::make_unique<Impl>()) {}
Estimator::Workspace::Workspace(Workspace&&) noexcept = default;
Estimator::Workspace::~Workspace() = default;

namespace {

std::vector<Network> take_branches(const EstimatorShape& shape, WeightReader& reader) {
  std::vector<Network> branches;
  for (std::size_t i = 0; i < shape.branch_count(); ++i)
    branches.emplace_back(shape.branch(i), reader, branch_prefix(shape, i));
  return branches;
}

}  // namespace

Estimator::Estimator(const EstimatorShape& shape, const TensorSource& weights) {
  shape.validate();
  WeightReader reader(weights);
  std::vector<Network> branches = take_branches(shape, reader);
  OutputHeads heads(shape, reader);
  reader.expect_none_left();
  impl_ = std::make_unique<Impl>(Impl{shape, std::move(branches), std::move(heads)});
}
Estimator::Estimator(Estimator&&) noexcept = default;
Estimator::~Estimator() = default;

const EstimatorShape& Estimator::shape() const { return impl_->shape; }

void Estimator::Workspace::Impl::run(const Estimator::Impl& estimator, std::size_t branch, std::span<const FrameView> batch,
                                     std::span<Estimate> estimates) {
  const Network& network = estimator.branches[branch];
  block.prepare(network.shape(), std::max(block_rows, max_sequences));
  pooled.resize(network.shape().pooled_dim());
  for (std::size_t first = 0; first < order.size(); first += max_sequences) {
    const auto group = std::span<const std::size_t>(order).subspan(first, std::min(max_sequences, order.size() - first));
    run(network, batch, group, [&](std::size_t utterance, std::size_t sequence) {
      network.conclude(recurrence, sequence, pooled, estimator.embedding_of(branch, estimates[utterance]));
    });
  }
}

void Estimator::run(std::span<const FrameView> batch, Workspace& workspace, std::span<Estimate> estimates) const {
  check_batch(shape(), batch, estimates.size());
  Workspace::Impl& memory = *workspace.impl_;
  memory.order.resize(batch.size());
  std::iota(memory.order.begin(), memory.order.end(), std::size_t{0});
  std::sort(memory.order.begin(), memory.order.end(), [&](std::size_t left, std::size_t right) {
    return batch[left].count != batch[right].count ? batch[left].count > batch[right].count : left < right;
  });
  for (Estimate& estimate : estimates) estimate.embedding.resize(shape().embedding_dim());
  if (impl_->branches.size() == 1) {
    memory.run(*impl_, 0, batch, estimates);
  } else {
    for (std::size_t branch = 0; branch < impl_->branches.size(); ++branch) {
      std::vector<BranchFrames> parts;
      std::vector<FrameView> views;
      for (const FrameView& frames : batch) views.push_back(parts.emplace_back(shape(), branch, frames).view());
      memory.run(*impl_, branch, views, estimates);
    }
  }
  for (Estimate& estimate : estimates) impl_->heads.apply(estimate);
}

Estimate Estimator::run(FrameView frames) const {
  Workspace workspace;
  Estimate estimate;
  run({&frames, 1}, workspace, {&estimate, 1});
  return estimate;
}

}  // namespace affectus
