#include "serve/recording_job.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "affectus/error.h"
#include "base/failure.h"
#include "batch/run_facts.h"
#include "outputs/json_rows.h"
#include "serve/server_error.h"
#include "text/text.h"

namespace affectus {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double brief_s = 60;                                    // of audio; what is longer gives way to what is not
constexpr double piece_s = 30;                                    // of audio in the windows of a piece
constexpr auto longest_decoding = std::chrono::milliseconds(20);  // of a piece
constexpr auto longest_silence = std::chrono::seconds(30);        // of a decoder that gives nothing
constexpr std::size_t most_channels_apart = 16;
constexpr std::size_t most_rows = 200000;  // of a document that is written at its end

// A batch has the audio of a piece, or a window.
std::size_t windows_of_piece(const PredictFields& fields, const Model& model) {
  const double window_s = fields.prediction.window_s.value_or(model.config().longest_training_input_s);
  return static_cast<std::size_t>(std::clamp(piece_s / window_s, 1.0, 16.0));
}

}  // namespace

RecordingJob::RecordingJob(RecordingRequest request, std::shared_ptr<Answer> answer, Metrics& metrics)
    : request_(std::move(request)),
      answer_(std::move(answer)),
      metrics_(metrics),
      format_(output_format(request_.fields.format)) {
  task_ = {.name = request_.name, .path = request_.name, .bytes = request_.recording->bytes()};
  options_ = {
      .prediction = request_.fields.prediction, .channels = request_.fields.channel, .recording = request_.fields.recording};
  options_.prediction.windows_together = windows_of_piece(request_.fields, *request_.model);
  RunFacts facts = run_facts(*request_.model, options_.prediction, options_.channels);
  if (request_.intervals) {
    task_.intervals = *request_.intervals;
    task_.has_intervals = true;
    note_intervals(facts, task_.intervals);
  }
  file_ = std::make_shared<FileInWork>(*request_.model, task_, 0, options_);
  writer_ = format_.name == "json" ? make_json_object_writer(text_, facts) : format_.make(text_, facts);
  writer_->begin({.file = task_.name, .index = 0});
  ++metrics_.recordings;
}

RecordingJob::~RecordingJob() { --metrics_.recordings; }

// The windows of several recordings are one batch, up to the audio of a piece.
void RecordingJob::work(std::span<const std::shared_ptr<Job>> jobs, ScoringTools& tools) {
  WindowBatch batch;
  const auto seconds = [&] {
    double sum_s = 0;
    for (const WindowTask& task : batch) sum_s += static_cast<double>(task.window.end - task.window.start) / sample_rate_hz;
    return sum_s;
  };
  std::size_t begun = 0;
  for (; begun < jobs.size() && (begun == 0 || seconds() < piece_s); ++begun)
    static_cast<RecordingJob&>(*jobs[begun]).decode(batch);
  tools.scorer.score(*request_.model, batch);
  if (!batch.empty()) {
    ++metrics_.batches;
    metrics_.windows += batch.size();
  }
  batch.clear();
  for (std::size_t i = 0; i < begun; ++i) static_cast<RecordingJob&>(*jobs[i]).deliver();
}

void RecordingJob::decode(WindowBatch& batch) {
  if (is_over_) return;
  if (is_cancelled_) return fail({ErrorCode::cancelled, "nobody waits for it"});
  const auto begin = last_decoded_ = Clock::now();
  WindowBatch own;
  try {
    file_->decode(own, options_.prediction.windows_together,
                  {.stopped =
                       [this] {
                         is_too_slow_ = is_too_slow_ || Clock::now() - last_decoded_ > longest_silence;
                         return is_too_slow_ || is_cancelled_;
                       },
                   .waiting = {},
                   .opened = [this](const AudioReader& reader) { check(reader); },
                   .decoded = [this](double seconds) { count(seconds); },
                   .paused = [&] { return Clock::now() - begin > longest_decoding; }});
  } catch (...) {
    fail(failure_of(std::current_exception(), task_.name));
    return;
  }
  std::ranges::move(own, std::back_inserter(batch));
}

void RecordingJob::check(const AudioReader& reader) const {
  if (reader.channels() > most_channels_apart)
    throw Error(ErrorCode::unsupported, task_.name + ": expected " + std::to_string(most_channels_apart) +
                                            " channels at the most where each is scored, found " +
                                            std::to_string(reader.channels()));
}

void RecordingJob::count(double seconds) {
  last_decoded_ = Clock::now();
  decoded_s_ += seconds;
  metrics_.audio_s.fetch_add(seconds);
  is_long_ = decoded_s_ > brief_s;
  is_too_long_ = decoded_s_ > request_.longest_s;
  if (is_too_long_) throw Error(ErrorCode::unsupported, task_.name + ": is longer than " + clock_text(request_.longest_s));
}

void RecordingJob::deliver() {
  if (is_over_) return;
  for (const EmotionSegment& row : file_->take_rows()) {
    give(row);
    if (is_over_) return;
  }
  std::vector<std::string> messages;
  if (const std::optional<RecordingEnd> ended = file_->end(messages)) {
    conclude(*ended);
  } else if (format_.by_rows && rows_ > 0) {
    answer_->add(text_.str());
    text_.str("");
  }
}

void RecordingJob::give(const EmotionSegment& row) {
  ++rows_;
  ++metrics_.rows;
  if (rows_ > most_rows && !format_.by_rows) {
    answer_->fail(too_large("the answer has more than " + std::to_string(most_rows) +
                            " rows: the formats jsonl and csv, which come row by row, have no such limit"));
    end();
    return;
  }
  writer_->row(row);
}

void RecordingJob::conclude(const RecordingEnd& ended) {
  if (ended.failure) return fail(*ended.failure);
  writer_->end(ended);
  writer_->finish();
  answer_->add(text_.str());
  answer_->end();
  end();
}

// Rows of a failed recording that have been answered stay; JSON Lines say so in their last line.
void RecordingJob::fail(const Failure& failure) {
  ServerError error = error_of(failure);
  if (is_too_long_) error = too_large(failure.message);
  if (is_too_slow_) error = {422, "timeout", task_.name + ": its decoder gives nothing for half a minute"};
  if (format_.by_rows && rows_ > 0 && !is_cancelled_) {
    writer_->end({.duration_s = decoded_s_, .warnings = {}, .failure = Failure{failure.code, error.message}});
    answer_->add(text_.str());
  }
  answer_->fail(std::move(error));
  end();
}

// The decoder, the samples and the upload go at once, the job with its connection.
void RecordingJob::end() {
  is_over_ = true;
  writer_.reset();
  file_.reset();
  request_.recording.reset();
}

}  // namespace affectus
