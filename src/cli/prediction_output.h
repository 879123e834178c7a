// Writes the rows of a prediction to standard output, to one file for all recordings, or to a file for each.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affectus/writer.h"
#include "cli/console.h"
#include "cli/inputs.h"
#include "storage/output_file.h"

namespace affectus {

/// A recording's own file in `folder`.
std::filesystem::path output_file_of(const Input& input, const std::filesystem::path& folder, const OutputFormat& format);

/// Shows each recording's failure, and keeps the facts for the closing message.
class PredictionOutput : public RowSink {
 public:
  PredictionOutput(const std::vector<Input>& inputs, const OutputFormat& format, Console& console)
      : inputs_(inputs), format_(format), console_(console) {}

  /// Writes all recordings to one document; an empty name is standard output. Opens it; throws Error(unwritable).
  void to_document(const std::string& name);
  /// Writes each recording to its own file. A file that cannot be written is only that recording's failure. Makes the
  /// folder; throws Error(unwritable).
  void to_folder(const std::filesystem::path& folder);
  /// To be called before the first recording.
  void set_facts(const RunFacts& facts);

  void begin(const Recording& recording) override;
  void row(const EmotionSegment& row) override;
  void end(const RecordingEnd& end) override;
  /// Ends the document and puts it in its place. Throws Error(unwritable).
  void finish();
  /// To be called instead if the run was stopped. Keeps the rows of a document that is valid after each row, and discards
  /// any other document. Returns a message about the result, "" if none is needed. Throws Error(unwritable).
  std::string keep_rows();

  bool failed() const { return failed_; }
  std::size_t files() const { return files_; }
  double audio_s() const { return audio_s_; }

 private:
  bool has_folder() const { return !folder_.empty(); }
  template <typename Work>
  void write(const Work& work);

  const std::vector<Input>& inputs_;
  const OutputFormat& format_;
  Console& console_;
  RunFacts facts_;
  std::filesystem::path folder_;  // empty: one document
  std::string document_;          // its name, empty: standard output
  std::optional<OutputFile> file_;
  std::unique_ptr<Writer> writer_;  // null: the recording's file cannot be written
  std::size_t index_ = 0;           // of the recording
  std::size_t rows_ = 0;
  std::size_t files_ = 0;
  std::size_t written_ = 0;  // recordings' own files
  double audio_s_ = 0;
  bool failed_ = false;
};

}  // namespace affectus
