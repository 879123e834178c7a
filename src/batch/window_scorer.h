// Scores windows of one model, of several recordings together.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "affectus/model.h"
#include "batch/file_in_work.h"

namespace affectus {

/// What one thread needs to score; its memory is reused. Not thread-safe.
class WindowScorer {
 public:
  /// Gives each window's row to its recording (FileInWork::add_score). Where the batch fails, each window is scored again
  /// alone, and the recordings of those that fail then have failed. Throws nothing.
  void score(const Model& model, std::span<const WindowTask> batch);

 private:
  // What a channel's windows have in common, while they are scored.
  struct Borrowed {
    const WindowTask* task;  // the first of them
    SignalMemory memory;
    std::size_t until = 0;
  };
  void estimate(const Model& model, std::span<const WindowTask> batch);
  void score_alone(const Model& model, const WindowTask& task);
  void add_score(const Model& model, const WindowTask& task, WindowEstimate& estimate);

  Model::Workspace workspace_;
  std::vector<SampleWindow> windows_;
  std::vector<WindowEstimate> estimates_;
  std::deque<Borrowed> borrowed_;  // one a block whose windows overlap
};

}  // namespace affectus
