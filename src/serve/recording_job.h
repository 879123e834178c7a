// Scores a recording that a client sent, piece by piece.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "batch/file_in_work.h"
#include "serve/answer.h"
#include "serve/fields.h"
#include "serve/metrics.h"
#include "serve/scheduler.h"
#include "serve/upload.h"

namespace affectus {

struct RecordingRequest {
  std::shared_ptr<const Model> model;
  std::unique_ptr<Upload> recording;
  std::string name;  // the client's: a label
  PredictFields fields;
  std::optional<std::vector<Interval>> intervals;  // only these are scored
  double longest_s = 0;                            // a longer recording is refused
};

/// Its rows are those of predict_files(). Where the format has rows by themselves, they are answered as they come.
class RecordingJob : public Job {
 public:
  /// Throws RequestError.
  RecordingJob(RecordingRequest request, std::shared_ptr<Answer> answer, Metrics& metrics);
  ~RecordingJob() override;

  /// Nobody wants the answer. Any thread.
  void cancel() { is_cancelled_ = true; }

  JobClass job_class() const override { return is_long_ ? JobClass::lengthy : JobClass::brief; }
  Kind kind() const override { return {request_.model.get(), false}; }
  void work(std::span<const std::shared_ptr<Job>> jobs, ScoringTools& tools) override;
  bool has_more() const override { return !is_over_ && (answer_->has_room() || is_cancelled_); }

 private:
  void decode(WindowBatch& batch);
  void check(const AudioReader& reader) const;
  void count(double seconds);
  void deliver();
  void give(const EmotionSegment& row);
  void conclude(const RecordingEnd& end);
  void fail(const Failure& failure);
  void end();

  RecordingRequest request_;
  std::shared_ptr<Answer> answer_;
  Metrics& metrics_;
  FileTask task_;
  BatchOptions options_;
  std::shared_ptr<FileInWork> file_;
  const OutputFormat& format_;
  std::ostringstream text_;
  std::unique_ptr<Writer> writer_;
  std::size_t rows_ = 0;
  double decoded_s_ = 0;
  bool is_too_long_ = false;
  bool is_too_slow_ = false;
  std::chrono::steady_clock::time_point last_decoded_;
  std::atomic<bool> is_cancelled_ = false;
  std::atomic<bool> is_long_ = false;
  bool is_over_ = false;
};

}  // namespace affectus
