// Utterances that several threads bring at the same time, as batches: a GPU computes many at once as fast as a few.
#pragma once

#include <ATen/core/Tensor.h>

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace affectus {

/// One batch is computed at a time, on a thread of this object's own, since LibTorch keeps what it has prepared for a GPU by
/// thread; what comes meanwhile waits and is the next. Nothing waits for more to come. run() may be called from several
/// threads at once.
class JoinedRuns {
 public:
  /// Takes utterances of similar length (the last axis), gives a result for each.
  using Work = std::function<std::vector<at::Tensor>(std::span<const at::Tensor>)>;

  /// A batch of several has at most `largest` values, with those that make its utterances as long as the longest.
  JoinedRuns(Work work, std::int64_t largest);
  JoinedRuns(const JoinedRuns&) = delete;
  JoinedRuns& operator=(const JoinedRuns&) = delete;
  ~JoinedRuns();

  /// Throws what the work throws for this utterance alone.
  at::Tensor run(const at::Tensor& utterance);

 private:
  struct Waiting {
    at::Tensor utterance, result;
    std::exception_ptr failure;
    bool is_done = false;
  };
  void compute_batches();
  std::vector<Waiting*> take_batch();
  void compute(std::span<Waiting* const> batch) const;

  Work work_;
  std::int64_t largest_;
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<Waiting*> waiting_;  // in the order in which they came
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace affectus
