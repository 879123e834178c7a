#include "torch_encoders/joined_runs.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace affectus {
namespace {

std::int64_t length_of(const at::Tensor& utterance) { return utterance.size(-1); }

}  // namespace

JoinedRuns::JoinedRuns(Work work, std::int64_t largest)
    : work_(std::move(work)), largest_(largest), thread_([this] { compute_batches(); }) {}

JoinedRuns::~JoinedRuns() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

at::Tensor JoinedRuns::run(const at::Tensor& utterance) {
  Waiting own{.utterance = utterance, .result = {}, .failure = nullptr};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&own);
  changed_.notify_all();
  changed_.wait(lock, [&] { return own.is_done; });
  if (own.failure) std::rethrow_exception(own.failure);
  return own.result;
}

void JoinedRuns::compute_batches() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return is_ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::vector<Waiting*> batch = take_batch();
    lock.unlock();
    compute(batch);
    lock.lock();
    for (Waiting* const one : batch) one->is_done = true;
    changed_.notify_all();
  }
}

// The one that has waited longest, with those that are most like it in length while no more than a quarter is added to them.
std::vector<JoinedRuns::Waiting*> JoinedRuns::take_batch() {
  const std::int64_t first = length_of(waiting_[0]->utterance);
  std::vector<Waiting*> order = waiting_;
  std::ranges::stable_sort(order, {}, [&](const Waiting* one) { return std::abs(length_of(one->utterance) - first); });
  std::vector<Waiting*> batch;
  std::int64_t longest = 0, values = 0;
  for (Waiting* const one : order) {
    const std::int64_t new_longest = std::max(longest, length_of(one->utterance));
    const std::int64_t new_values = values + length_of(one->utterance);
    const std::int64_t padded = new_longest * static_cast<std::int64_t>(batch.size() + 1);
    const std::int64_t rows = one->utterance.numel() / length_of(one->utterance);
    if (!batch.empty() && (padded * rows > largest_ || 4 * padded > 5 * new_values)) break;
    batch.push_back(one);
    longest = new_longest;
    values = new_values;
  }
  std::erase_if(waiting_, [&](const Waiting* one) { return std::ranges::find(batch, one) != batch.end(); });
  return batch;
}

void JoinedRuns::compute(std::span<Waiting* const> batch) const {
  try {
    std::vector<at::Tensor> utterances;
    for (const Waiting* const one : batch) utterances.push_back(one->utterance);
    const std::vector<at::Tensor> results = work_(utterances);
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->result = results[i];
  } catch (...) {
    if (batch.size() == 1) {
      batch[0]->failure = std::current_exception();
      return;
    }
    // Perhaps there is no memory for all of them at once, or one of them is wrong.
    for (std::size_t i = 0; i < batch.size(); ++i) compute(batch.subspan(i, 1));
  }
}

}  // namespace affectus
