// One interface for all result formats: table, csv, json, jsonl, textgrid, eaf, vtt, srt, html (docs/outputs.md).
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "affectus/export.h"
#include "affectus/results.h"

namespace affectus {

/// Writes recordings to one stream, in their order. CSV, JSON Lines, WebVTT and SubRip write and flush each row at once; the
/// other formats hold a recording's rows until its end. Not thread-safe.
class AFFECTUS_EXPORT Writer : public RowSink {
 public:
  /// Ends the document. Nothing may be written afterwards.
  virtual void finish() = 0;
};

struct OutputFormat {
  std::string name;       // "csv"
  std::string extension;  // ".csv"
  std::string summary;    // one line for the help text
  bool one_file_each;     // a document holds the rows of one recording only (textgrid, eaf, vtt, srt)
  std::unique_ptr<Writer> (*make)(std::ostream& out, const RunFacts& facts);
  bool by_rows = false;         // each row is written at once, and the document is valid after each row
  bool has_embeddings = false;  // a document holds the embeddings if they were requested
};

/// All formats; the first is the default. To add one, define a Writer in a file of src/outputs and add its line to
/// writer.cc.
AFFECTUS_EXPORT const std::vector<OutputFormat>& output_formats();
/// Throws Error(invalid_argument) that lists the known names.
AFFECTUS_EXPORT const OutputFormat& output_format(const std::string& name);
/// The format of a file name's extension (any case), or null.
AFFECTUS_EXPORT const OutputFormat* output_format_of(const std::string& file_name);

}  // namespace affectus
