#include "batch/window_scorer.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/failure.h"
#include "prediction/window_rows.h"

namespace affectus {

void WindowScorer::score(const Model& model, std::span<const WindowTask> batch) {
  if (batch.empty()) return;
  try {
    estimate(model, batch);
  } catch (...) {
    // One recording's windows must not take the others' with them.
    for (const WindowTask& task : batch) score_alone(model, task);
    return;
  }
  for (std::size_t i = 0; i < batch.size(); ++i) add_score(model, batch[i], estimates_[i]);
  for (Borrowed& one : borrowed_) one.task->file->return_memory(one.task->channel, std::move(one.memory), one.until);
  borrowed_.clear();
}

void WindowScorer::score_alone(const Model& model, const WindowTask& task) {
  try {
    estimate(model, {&task, 1});
  } catch (...) {
    task.file->fail(failure_of(std::current_exception(), task.file->name()));
    return;
  }
  add_score(model, task, estimates_.front());
}

// Of a batch into estimates_.
void WindowScorer::estimate(const Model& model, std::span<const WindowTask> batch) {
  windows_.clear();
  borrowed_.clear();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const WindowTask& task = batch[i];
    SignalMemory* memory = nullptr;
    if (task.block->overlaps) {
      if (i == 0 || batch[i - 1].block != task.block) borrowed_.push_back({&task, task.file->borrow_memory(task.channel)});
      memory = &borrowed_.back().memory;
      borrowed_.back().until = task.window.end;
    }
    windows_.push_back({task.block->of(task.window), task.window.start, memory});
  }
  estimates_.resize(std::max(estimates_.size(), batch.size()));
  model.estimate(windows_, workspace_, std::span(estimates_).first(batch.size()));
}

void WindowScorer::add_score(const Model& model, const WindowTask& task, WindowEstimate& estimate) {
  try {
    task.file->add_score(task, make_row(model.config(), task.file->prediction(), task.window, estimate));
  } catch (...) {
    task.file->fail(failure_of(std::current_exception(), task.file->name()));
  }
}

}  // namespace affectus
