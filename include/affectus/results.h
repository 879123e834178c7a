// What comes of recordings: rows as they are known, and how each recording ended.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "affectus/error.h"
#include "affectus/export.h"
#include "affectus/prediction.h"

namespace affectus {

/// What is the same for all recordings of a run.
struct RunFacts {
  std::string model;  // the model's name
  std::string notes;  // what a reader must know before relying on it (the model card's words); empty: nothing
  std::string licence;
  Scale scale = Scale::sam;
  std::vector<std::string> categories;  // names, in the order of EmotionSegment::categories; empty: no category head
  bool has_deviations = false;          // the model says how far raters would disagree
  std::size_t embedding_dim = 0;        // 0: embeddings were not asked for
  bool has_intervals = false;           // the rows come from intervals that the user gave
  bool has_label = false;               // and these have labels, tiers, speakers
  bool has_tier = false;
  bool has_speaker = false;
  bool has_channel = false;  // channels are scored each
  double hop_s = 0;          // distance of windows, where windows overlap; 0: they don't
};

/// A recording whose rows follow.
struct Recording {
  std::string file;       // as the user named it
  std::size_t index = 0;  // among the inputs
};

/// How a recording ended.
struct RecordingEnd {
  double duration_s = 0;
  std::vector<Warning> warnings;   // of the recording as a whole
  std::optional<Failure> failure;  // it could not be read or scored to its end; rows before that stand
};

/// Takes the rows of one recording after the other. Not thread-safe.
class AFFECTUS_EXPORT RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void begin(const Recording& recording) = 0;
  virtual void row(const EmotionSegment& row) = 0;
  virtual void end(const RecordingEnd& end) = 0;
};

/// All of one recording.
struct FileResult {
  std::string file;
  double duration_s = 0;
  std::vector<EmotionSegment> segments;  // none where it failed
  std::vector<Warning> warnings;
  std::optional<Failure> failure;
};

/// Holds a recording's rows until all are there. Memory grows with them.
class AFFECTUS_EXPORT ResultCollector : public RowSink {
 public:
  void begin(const Recording& recording) override { result_ = {.file = recording.file}; }
  void row(const EmotionSegment& row) override { result_.segments.push_back(row); }
  void end(const RecordingEnd& end) override;

 protected:
  virtual void take(FileResult&& result) = 0;

 private:
  FileResult result_;
};

/// Dimensions averaged over speech: each row weighs its length times its speech; where no row has speech, its length. Absent
/// where no row has the dimension.
class AFFECTUS_EXPORT Summary {
 public:
  void add(const EmotionSegment& row);
  std::optional<double> activation() const { return average(0); }
  std::optional<double> valence() const { return average(1); }
  std::optional<double> dominance() const { return average(2); }

 private:
  struct Sum {
    double values = 0;
    double weights = 0;
  };
  std::optional<double> average(std::size_t dimension) const;

  // By the weights to try in turn: where all rows weigh nothing, the next.
  std::array<std::array<Sum, 3>, 3> sums_;
};

}  // namespace affectus
