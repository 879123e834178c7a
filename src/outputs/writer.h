// One interface for all result formats: table, csv, json, jsonl, textgrid, eaf, vtt, html.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "outputs/result.h"

namespace affectus {

/// Writes results to one stream, file by file. Not thread-safe.
class Writer {
 public:
  virtual ~Writer() = default;
  /// Files come in the order of the inputs.
  virtual void write(const FileResult& result) = 0;
  /// Ends the document. Nothing may be written afterwards.
  virtual void finish() = 0;
};

struct OutputFormat {
  std::string name;       // "csv"
  std::string extension;  // ".csv"
  std::string summary;    // one line for the help text
  bool one_file_each;     // a document holds the rows of one recording only (textgrid, eaf, vtt)
  std::unique_ptr<Writer> (*make)(std::ostream& out, const RunFacts& facts);
};

/// All formats; the first is the default. Adding one: a file here that defines a Writer, and its line in writer.cc.
const std::vector<OutputFormat>& output_formats();
/// Throws Error(invalid_argument) that lists the known names.
const OutputFormat& output_format(const std::string& name);
/// The format of a file name's extension (any case), or null.
const OutputFormat* output_format_of(const std::string& file_name);

}  // namespace affectus
