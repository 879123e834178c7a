#include "affectus/estimator.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "affectus/error.h"
#include "estimator/estimator_impl.h"

namespace affectus {

namespace {

// How many sequences run side by side: enough rows for the products to be at full speed, few enough for the caches.
constexpr std::size_t max_sequences = 32;
// Rows of a block: what it needs stays in the second-level cache from layer to layer.
constexpr std::size_t block_rows = 256;

void check_batch(const EstimatorShape& shape, std::span<const FrameView> batch, std::size_t estimates) {
  if (batch.size() != estimates) {
    throw Error(ErrorCode::invalid_argument, "estimator: expected room for " + std::to_string(batch.size()) +
                                                 " estimates, found " + std::to_string(estimates));
  }
  for (const FrameView& frames : batch) {
    check_dim(shape, frames);
    if (frames.count == 0)
      throw Error(ErrorCode::invalid_argument, "estimator: expected an utterance of at least one frame");
  }
}

}  // namespace

struct Estimator::Workspace::Impl {
  /// The utterances that `group` (indices into `batch`) names, longest first.
  void run(const Network& network, std::span<const FrameView> batch, std::span<const std::size_t> group,
           std::span<Estimate> estimates);
  void convolve(const Network& network, FrameView frames, std::size_t first, std::size_t steps, float* convolved,
                std::size_t stride);

  Block block;
  Recurrence recurrence;
  std::vector<float> padded;  // a stretch of one utterance with zeros beyond its ends
  std::vector<float> pooled;
  std::vector<std::size_t> order;  // of the batch, longest first
};

void Estimator::Workspace::Impl::run(const Network& network, std::span<const FrameView> batch,
                                     std::span<const std::size_t> group, std::span<Estimate> estimates) {
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
    network.conclude(recurrence, sequence, pooled, estimates[group[sequence]]);
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

Estimator::Estimator(const EstimatorShape& shape, const TensorSource& weights)
    : impl_(std::make_unique<Impl>(Impl{Network(shape, weights)})) {}
Estimator::Estimator(Estimator&&) noexcept = default;
Estimator::~Estimator() = default;

const EstimatorShape& Estimator::shape() const { return impl_->network.shape(); }

void Estimator::run(std::span<const FrameView> batch, Workspace& workspace, std::span<Estimate> estimates) const {
  check_batch(shape(), batch, estimates.size());
  Workspace::Impl& memory = *workspace.impl_;
  memory.block.prepare(shape(), std::max(block_rows, max_sequences));
  memory.pooled.resize(shape().pooled_dim());
  memory.order.resize(batch.size());
  std::iota(memory.order.begin(), memory.order.end(), std::size_t{0});
  std::sort(memory.order.begin(), memory.order.end(), [&](std::size_t left, std::size_t right) {
    return batch[left].count != batch[right].count ? batch[left].count > batch[right].count : left < right;
  });
  const std::span<const std::size_t> order = memory.order;
  for (std::size_t first = 0; first < order.size(); first += max_sequences) {
    memory.run(impl_->network, batch, order.subspan(first, std::min(max_sequences, order.size() - first)), estimates);
  }
}

Estimate Estimator::run(FrameView frames) const {
  Workspace workspace;
  Estimate estimate;
  run({&frames, 1}, workspace, {&estimate, 1});
  return estimate;
}

}  // namespace affectus
