// Batches made ready by background threads while the network learns from earlier ones.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "affectus/frames.h"

namespace affectus {

/// What a teacher says of an utterance: dimensions in the student's units, probabilities of the student's categories.
struct TeacherOutput {
  std::array<float, 3> dimensions;
  std::vector<float> categories;
  std::vector<float> embedding;
};

/// What the network sees of a batch: normalised frames of each utterance, and its labels.
struct Batch {
  std::vector<Frames> frames;
  std::vector<std::array<float, 3>> targets;     // NaN: not rated
  std::vector<int> categories;                   // -1: none
  std::vector<std::array<float, 3>> deviations;  // of the raters; NaN: not known; empty: of no use
  std::vector<std::vector<float>> votes;         // shares of the raters' votes a category; empty: not known
  std::vector<TeacherOutput> teacher;            // empty: there is none
};

/// Gives batches 0 to count - 1 in this order; make(i) is called on background threads, at most a few batches ahead.
class BatchLoader {
 public:
  BatchLoader(std::size_t count, std::size_t threads, std::function<Batch(std::size_t)> make);
  ~BatchLoader();

  /// The next batch; nothing after the last. Throws what making it threw.
  std::optional<Batch> next();

 private:
  struct Slot {
    std::optional<Batch> batch;
    std::exception_ptr failure;
  };
  void work();

  std::function<Batch(std::size_t)> make_;
  std::size_t ahead_;
  std::mutex mutex_;  // protects all below
  std::condition_variable changed_;
  std::vector<Slot> slots_;
  std::size_t started_ = 0;
  std::size_t taken_ = 0;
  bool stopping_ = false;
  std::vector<std::jthread> workers_;  // last, so that it is joined before the rest goes
};

}  // namespace affectus
