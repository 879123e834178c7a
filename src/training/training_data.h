// Turns labelled utterances into batches: decoding, features, normalisation, augmentation.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "threads/thread_pool.h"
#include "training/audio_store.h"
#include "training/augmentation.h"
#include "training/batch.h"
#include "training/batches.h"
#include "training/feature_cache.h"
#include "training/feature_extractor.h"
#include "training/labels.h"
#include "training/teacher.h"
#include "training/training_set.h"

namespace affectus {

class ProcessGroup;

/// Immutable after construction; train_batch() may be called from several threads at once.
class TrainingData {
 public:
  /// Computes (or takes from the cache) the features of all utterances on `threads` threads and finds the global
  /// normalisation. `others` makes front ends that are not built-in. `progress` is called on the calling thread. Throws
  /// Error for audio that cannot be read or is shorter than one frame. `teacher` may be null; its outputs for the training
  /// utterances are computed at the same time. `processes` (null: this one alone) share the computing of features that go
  /// into a common cache; without one, each computes all. Error(invalid_argument) names an utterance that is longer than
  /// `longest_s`, or may become so by augmentation: before features are computed where its container tells the length.
  TrainingData(const Recipe& recipe, TrainingSet set, const FeatureCache& cache, const FrontEndRegistry& others,
               const Teacher* teacher, std::size_t threads,
               const std::function<void(std::size_t done, std::size_t all)>& progress, ProcessGroup* processes = nullptr,
               double longest_s = std::numeric_limits<double>::infinity());
  TrainingData(const TrainingData&) = delete;  // the augmentation refers to this object's audio

  const TrainingSet& set() const { return set_; }
  const FeatureExtractor& features() const { return features_; }
  /// Seconds of each training utterance as it was recorded.
  std::span<const double> train_lengths() const { return train_lengths_; }
  /// The frames of a training utterance as it was recorded, normalised. May be called from several threads at once.
  Frames recorded_frames(std::size_t index) const;
  /// The longest utterance that the network can meet in training.
  double longest_training_input_s() const { return longest_training_input_s_; }

  /// What chance decides depends only on (seed, epoch, utterance, repetition), the augmentation on the view, too.
  /// Only the share's frames are made.
  Batch train_batch(std::span<const Draw> draws, std::uint64_t epoch, const Share& share = {}) const;

  /// The development utterances in batches of similar length, unchanged and, if the recipe says so, degraded. `sets` gives
  /// for each utterance its place in development_sets().
  struct DevelopmentBatch {
    Batch batch;
    std::vector<std::size_t> sets;
  };
  /// "ravdess", "ravdess degraded"
  const std::vector<std::string>& development_sets() const { return development_sets_; }
  std::size_t development_batches() const;
  DevelopmentBatch development_batch(std::size_t index, bool with_frames = true) const;

 private:
  std::size_t size() const { return set_.train.size() + set_.development.size(); }
  // Of training utterances, then development utterances.
  const std::filesystem::path& path(std::size_t i) const {
    return i < set_.train.size() ? set_.train[i].path : set_.development[i - set_.train.size()].path;
  }
  void check_length(std::size_t i, std::size_t frames, double longest_s) const;
  void check_claimed_lengths(double longest_s, const Share& share, ThreadPool& pool) const;
  RawFeatures augmented(const std::vector<float>& recorded, RandomStream& random) const;
  std::vector<StoredFeatures> make_copies(const FeatureCache& cache, std::size_t index, const ContentKey& recording) const;
  Labels train_labels(const Draw& draw, std::uint64_t epoch, const std::optional<Mixture>& mixture) const;
  Frames train_frames(std::size_t index, const std::optional<Mixture>& mixture, RandomStream& random) const;
  RawFeatures degraded(std::size_t development_index) const;
  void order_development(std::vector<StoredFeatures> stored, ThreadPool& pool);

  Recipe recipe_;
  TrainingSet set_;
  FeatureExtractor features_;
  mutable AudioStore audio_;  // of the training utterances; locks itself
  Augmentation augmentation_;
  std::vector<StoredFeatures> train_;                // empty if every epoch computes them
  std::vector<std::vector<StoredFeatures>> copies_;  // of each training utterance; empty: none
  std::vector<double> train_lengths_;
  std::vector<TeacherOutput> teacher_;  // of the training utterances; empty without a teacher
  std::vector<std::string> development_sets_;
  struct DevelopmentItem {
    std::size_t utterance;
    std::size_t set;
    StoredFeatures features;
  };
  std::vector<DevelopmentItem> development_;  // by length
  double longest_training_input_s_ = 0;
};

}  // namespace affectus
