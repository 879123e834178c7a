// Processes, perhaps of several machines, that learn from one batch together. LibTorch's c10d with Gloo, over TCP.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "processes/process_place.h"
#include "processes/share.h"

namespace at {
class Tensor;
}

namespace affectus {

/// Every process calls the same functions in the same order; each call waits for the others. If one of them ends, the calls
/// of all others throw Error(cancelled) as soon as its connections close; if one no longer answers, after the place's
/// timeout. Not thread-safe. Tensors are float32, contiguous and of the CPU.
class ProcessGroup {
 public:
  /// Waits until all processes are there, for the place's timeout at the most. Throws Error(not_found) if MASTER_ADDR is not
  /// known, process 0 is not reached or another does not come, Error(invalid_argument) if process 0 cannot listen there,
  /// Error(cancelled) if one ends that was there.
  explicit ProcessGroup(const ProcessPlace& place);
  ~ProcessGroup();
  ProcessGroup(const ProcessGroup&) = delete;

  const Share& share() const;
  bool is_first() const { return share().rank == 0; }

  /// The `all` rows of a batch on every process, from each process's `own` (rows of its share x width). Differentiable in
  /// `own`: the gradient is that of the joint batch times the number of processes, so that average() of the gradients of
  /// parameters, those above the joint rows and those below, is the gradient of one process with the joint batch.
  at::Tensor joint_rows(const at::Tensor& own, std::size_t all);

  /// Replaces the values by their mean over the processes, the same bits on each. Sent in buckets of up to 16 MB.
  void average(std::span<const at::Tensor> gradients);

  /// Replaces the values by their sum over the processes.
  void sum(std::span<float> values);

  /// What process 0 has, on all.
  void broadcast(std::string& bytes);
  void broadcast(std::span<float> values);

  /// Waits for all others, whose work before it may take hours (30 days at the most). Still, a process that ends is noticed.
  void wait_for_all();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
