#include <algorithm>

#include "affectus/error.h"
#include "estimator/estimator_impl.h"

namespace affectus {

namespace {

// Frames are run this many at a time, so that one push of many is a few large products.
constexpr std::size_t block_steps = 32;

}  // namespace

struct EstimatorStream::Impl {
  explicit Impl(const Network& stream_network);
  void restart();
  void push(const float* frames, std::size_t count);
  /// Runs `target` through every step whose frames, with those under the kernel before and after it, are in the window.
  void advance(Recurrence& target);

  const Network& network;
  const std::size_t dim;
  const std::size_t context;    // frames that the kernel reaches to either side
  const std::size_t max_steps;  // at once
  Block block;
  Recurrence recurrence;
  Recurrence ended;           // as if the utterance ended now
  std::vector<float> window;  // the frames that steps to come need; zeros before the first one
  std::size_t window_frames = 0;
  std::vector<float> kept;  // the window, while zeros stand in for the frames after the end
  std::vector<float> pooled;
  bool empty = true;
};

EstimatorStream::Impl::Impl(const Network& stream_network)
    : network(stream_network),
      dim(network.shape().input_dim),
      context(network.shape().convolution_kernel / 2),
      max_steps(std::max(block_steps, context)),
      window((2 * context + max_steps) * dim),
      kept(window.size()),
      pooled(network.shape().pooled_dim()) {
  block.prepare(network.shape(), max_steps);
  restart();
  ended = recurrence;
}

void EstimatorStream::Impl::restart() {
  recurrence.start(network.shape(), 1);
  std::fill_n(window.begin(), context * dim, 0.0f);
  window_frames = context;
  empty = true;
}

void EstimatorStream::Impl::push(const float* frames, std::size_t count) {
  while (count > 0) {
    const std::size_t taken = std::min(count, window.size() / dim - window_frames);
    std::copy_n(frames, taken * dim, window.data() + window_frames * dim);
    window_frames += taken;
    frames += taken * dim;
    count -= taken;
    if (window_frames == window.size() / dim) advance(recurrence);
  }
}

void EstimatorStream::Impl::advance(Recurrence& target) {
  if (window_frames <= 2 * context) return;
  const std::size_t steps = window_frames - 2 * context;
  network.convolve(window.data(), steps, block.convolved.data(), network.shape().convolution_channels);
  network.advance(steps, 1, block, target);
  std::copy_n(window.data() + steps * dim, 2 * context * dim, window.data());
  window_frames = 2 * context;
}

EstimatorStream::EstimatorStream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EstimatorStream::EstimatorStream(EstimatorStream&&) noexcept = default;
EstimatorStream::~EstimatorStream() = default;

EstimatorStream Estimator::open_stream() const {
  return EstimatorStream(std::make_unique<EstimatorStream::Impl>(impl_->network));
}

void EstimatorStream::push(FrameView frames) {
  check_dim(impl_->network.shape(), frames);
  impl_->push(frames.values, frames.count);
  impl_->empty = impl_->empty && frames.count == 0;
}

void EstimatorStream::estimate(Estimate& estimate) const {
  Impl& stream = *impl_;
  if (stream.empty) throw Error(ErrorCode::invalid_argument, "estimator: expected an utterance of at least one frame");
  stream.advance(stream.recurrence);
  stream.ended = stream.recurrence;
  const std::size_t frames = stream.window_frames;
  const std::size_t values = frames * stream.dim;
  std::copy_n(stream.window.data(), values, stream.kept.data());
  std::fill_n(stream.window.data() + values, stream.context * stream.dim, 0.0f);
  stream.window_frames += stream.context;
  stream.advance(stream.ended);
  std::copy_n(stream.kept.data(), values, stream.window.data());
  stream.window_frames = frames;
  stream.network.conclude(stream.ended, 0, stream.pooled, estimate);
}

void EstimatorStream::reset() { impl_->restart(); }

}  // namespace affectus
