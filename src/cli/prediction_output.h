// Where the rows of a prediction go: standard output, one file for all recordings, or a file each.
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

/// Shows each recording's failure, and remembers what the last line says.
class PredictionOutput : public RowSink {
 public:
  PredictionOutput(const std::vector<Input>& inputs, const OutputFormat& format, Console& console)
      : inputs_(inputs), format_(format), console_(console) {}

  /// All recordings in one document; an empty name is standard output. Opens it: throws Error(unwritable).
  void to_document(const std::string& name);
  /// Each recording in a file of its own, from where a file that cannot be written is that recording's failure and no
  /// other's. Makes the folder: throws Error(unwritable).
  void to_folder(const std::filesystem::path& folder);
  /// Before the first recording.
  void set_facts(const RunFacts& facts);

  void begin(const Recording& recording) override;
  void row(const EmotionSegment& row) override;
  void end(const RecordingEnd& end) override;
  /// Ends the document and gives it its name. Throws Error(unwritable).
  void finish();
  /// Instead, where the run was stopped: keeps the rows of a document whose rows stand for themselves, and leaves nothing of
  /// any other. Says what there is, "" where that shows by itself. Throws Error(unwritable).
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
