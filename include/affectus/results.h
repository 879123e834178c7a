// The results of recordings: rows as soon as they are known, and how each recording ended.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "affectus/error.h"
#include "affectus/export.h"
#include "affectus/prediction.h"
#include "affectus/summary.h"

namespace affectus {

/// Facts that hold for all recordings of a run.
struct RunFacts {
  std::string model;  // the model's name
  std::string notes;  // what a reader must know before relying on it (the model card's words); empty: nothing
  std::string licence;
  Scale scale = Scale::sam;
  std::vector<std::string> categories;  // names, in the order of EmotionSegment::categories; empty: no category head
  bool has_deviations = false;          // the model says how far raters would disagree
  std::optional<Baseline> baseline;     // by which dimensions are shifted; rows then have their raw values
  std::size_t embedding_dim = 0;        // 0: embeddings were not requested
  bool has_intervals = false;           // the rows come from intervals that the user gave
  bool has_label = false;               // and these have labels, tiers, speakers
  bool has_tier = false;
  bool has_speaker = false;
  bool has_channel = false;  // channels are scored each
  double hop_s = 0;          // distance of windows if they overlap; 0: they do not
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
  std::optional<Failure> failure;  // it could not be read or scored to its end; earlier rows remain valid
};

/// Receives the rows of one recording after the other. Not thread-safe.
class AFFECTUS_EXPORT RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void begin(const Recording& recording) = 0;
  virtual void row(const EmotionSegment& row) = 0;
  virtual void end(const RecordingEnd& end) = 0;
};

/// The result of one recording.
struct FileResult {
  std::string file;
  double duration_s = 0;
  std::vector<EmotionSegment> segments;  // none if it failed
  std::vector<Warning> warnings;
  std::optional<Failure> failure;
};

/// Holds a recording's rows until all are known. Memory grows with their number.
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

}  // namespace affectus
