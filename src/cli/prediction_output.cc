#include "cli/prediction_output.h"

#include <unistd.h>

#include "affectus/error.h"
#include "storage/folders.h"
#include "text/counted.h"

namespace affectus {

std::filesystem::path output_file_of(const Input& input, const std::filesystem::path& folder, const OutputFormat& format) {
  std::filesystem::path file = folder / input.relative;
  file += format.extension;
  return file;
}

void PredictionOutput::to_document(const std::string& name) {
  document_ = name;
  if (name.empty())
    file_.emplace(STDOUT_FILENO, "standard output");
  else
    file_.emplace(name);
}

void PredictionOutput::to_folder(const std::filesystem::path& folder) {
  folder_ = folder;
  make_folder(folder);
  require_writable_folder(folder);
}

void PredictionOutput::set_facts(const RunFacts& facts) {
  facts_ = facts;
  if (!has_folder()) writer_ = format_.make(file_->stream(), facts_);
}

// In a folder, a file that cannot be written is given up, and the other recordings have theirs.
template <typename Work>
void PredictionOutput::write(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    if (!has_folder() || error.code() != ErrorCode::unwritable) throw;
    failed_ = true;
    console_.error(error.what());
    writer_.reset();
    file_.reset();
  }
}

void PredictionOutput::begin(const Recording& recording) {
  index_ = recording.index;
  write([&] {
    if (has_folder()) {
      const std::filesystem::path file = output_file_of(inputs_[index_], folder_, format_);
      make_folder(file.parent_path());
      file_.emplace(file);
      writer_ = format_.make(file_->stream(), facts_);
    }
    writer_->begin(recording);
  });
}

void PredictionOutput::row(const EmotionSegment& row) {
  ++rows_;
  write([&] {
    if (writer_) writer_->row(row);
  });
}

void PredictionOutput::end(const RecordingEnd& end) {
  ++files_;
  audio_s_ += end.duration_s;
  if (end.failure) {
    failed_ = true;
    console_.error(failure_text(inputs_[index_], end.failure->message));
  }
  write([&] {
    if (!writer_) return;
    writer_->end(end);
    if (!has_folder()) return;
    writer_->finish();
    if (!end.failure) file_->commit(), ++written_;
  });
  if (!has_folder()) return;
  writer_.reset();
  file_.reset();
}

void PredictionOutput::finish() {
  if (has_folder()) return;
  writer_->finish();
  file_->commit();
}

std::string PredictionOutput::keep_rows() {
  if (has_folder())
    return folder_.string() + " has the results of " + std::to_string(written_) + " of " +
           counted(inputs_.size(), "recording", "recordings");
  if (file_->is_stream()) return "";
  if (!format_.by_rows || rows_ == 0) return "nothing is written to " + document_;
  finish();
  return document_ + " has the rows until then: " + std::to_string(rows_) + ", the last of " + inputs_[index_].name;
}

}  // namespace affectus
