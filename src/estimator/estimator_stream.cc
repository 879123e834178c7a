#include <algorithm>

#include "affectus/error.h"
#include "estimator/estimator_impl.h"
#include "estimator/parts.h"

namespace affectus {

// Frames are run this many at a time, so that one push of many is a few large products.
constexpr std::size_t block_steps = 32;

// One network of a stream, which sees its own part of the frames.
class BranchStream {
 public:
  BranchStream(const Network& network, std::size_t offset);
  void restart();
  void push(FrameView frames);
  /// As if the utterance ended here; more may follow.
  void conclude(std::span<float> embedding);

 private:
  /// Runs `target` through every step whose frames, with those under the kernel before and after it, are in the window.
  void advance(Recurrence& target);

  const Network& network_;
  const std::size_t offset_;     // of the part within a frame
  const std::size_t dim_;        // of the part
  const std::size_t context_;    // frames that the kernel reaches to either side
  const std::size_t max_steps_;  // at once
  Block block_;
  Recurrence recurrence_;
  Recurrence ended_;           // as if the utterance ended now
  std::vector<float> window_;  // the frames that steps to come need; zeros before the first one
  std::size_t window_frames_ = 0;
  std::vector<float> kept_;  // the window, while zeros stand in for the frames after the end
  std::vector<float> pooled_;
};

BranchStream::BranchStream(const Network& stream_network, std::size_t offset)
    : network_(stream_network),
      offset_(offset),
      dim_(network_.shape().input_dim),
      context_(network_.shape().convolution_kernel / 2),
      max_steps_(std::max(block_steps, context_)),
      window_((2 * context_ + max_steps_) * dim_),
      kept_(window_.size()),
      pooled_(network_.shape().pooled_dim()) {
  block_.prepare(network_.shape(), max_steps_);
  restart();
  ended_ = recurrence_;
}

void BranchStream::restart() {
  recurrence_.start(network_.shape(), 1);
  std::fill_n(window_.begin(), context_ * dim_, 0.0f);
  window_frames_ = context_;
}

void BranchStream::push(FrameView frames) {
  for (std::size_t t = 0; t < frames.count; ++t) {
    std::copy_n(frames.values + t * frames.dim + offset_, dim_, window_.data() + window_frames_ * dim_);
    if (++window_frames_ == window_.size() / dim_) advance(recurrence_);
  }
}

void BranchStream::advance(Recurrence& target) {
  if (window_frames_ <= 2 * context_) return;
  const std::size_t steps = window_frames_ - 2 * context_;
  network_.convolve(window_.data(), steps, block_.convolved.data(), network_.shape().convolution_channels);
  network_.advance(steps, 1, block_, target);
  std::copy_n(window_.data() + steps * dim_, 2 * context_ * dim_, window_.data());
  window_frames_ = 2 * context_;
}

void BranchStream::conclude(std::span<float> embedding) {
  advance(recurrence_);
  ended_ = recurrence_;
  const std::size_t frames = window_frames_;
  const std::size_t values = frames * dim_;
  std::copy_n(window_.data(), values, kept_.data());
  std::fill_n(window_.data() + values, context_ * dim_, 0.0f);
  window_frames_ += context_;
  advance(ended_);
  std::copy_n(kept_.data(), values, window_.data());
  window_frames_ = frames;
  network_.conclude(ended_, 0, pooled_, embedding);
}

struct EstimatorStream::Impl {
  explicit Impl(const Estimator::Impl& stream_estimator) : estimator(stream_estimator) {
    for (std::size_t i = 0; i < estimator.branches.size(); ++i)
      branches.emplace_back(estimator.branches[i], branch_offset(estimator.shape, i));
  }

  const Estimator::Impl& estimator;
  std::vector<BranchStream> branches;
  std::size_t frames = 0;
};

EstimatorStream::EstimatorStream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EstimatorStream::EstimatorStream(EstimatorStream&&) noexcept = default;
EstimatorStream::~EstimatorStream() = default;

EstimatorStream Estimator::open_stream() const { return EstimatorStream(std::make_unique<EstimatorStream::Impl>(*impl_)); }

void EstimatorStream::push(FrameView frames) {
  check_dim(impl_->estimator.shape, frames);
  for (BranchStream& branch : impl_->branches) branch.push(frames);
  impl_->frames += frames.count;
}

void EstimatorStream::estimate(Estimate& estimate) const {
  if (impl_->frames == 0) throw Error(ErrorCode::invalid_argument, "estimator: expected an utterance of at least one frame");
  estimate.embedding.resize(impl_->estimator.shape.embedding_dim());
  for (std::size_t branch = 0; branch < impl_->branches.size(); ++branch)
    impl_->branches[branch].conclude(impl_->estimator.embedding_of(branch, estimate));
  impl_->estimator.heads.apply(estimate);
}

void EstimatorStream::reset() {
  for (BranchStream& branch : impl_->branches) branch.restart();
  impl_->frames = 0;
}

}  // namespace affectus
