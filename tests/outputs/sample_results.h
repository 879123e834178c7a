// Results to write in tests: what a run gives, and what nobody should expect a document to survive.
#pragma once

#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "affectus/writer.h"

namespace affectus::testing {

inline RunFacts sample_facts() {
  return {.model = "affectus-mfb", .notes = "Acted speech only", .licence = "CC-BY-NC-SA-4.0", .scale = Scale::sam};
}

inline EmotionSegment sample_segment(double start_s, double end_s, double activation = 4.5) {
  EmotionSegment segment;
  segment.start_s = start_s;
  segment.end_s = end_s;
  segment.speech = 0.75F;
  segment.activation = activation;
  segment.valence = 3.25;
  segment.dominance = 4.0;
  return segment;
}

inline FileResult sample_result() {
  return {
      .file = "a.wav", .duration_s = 10, .segments = {sample_segment(0, 4), sample_segment(4, 8), sample_segment(6, 10)}};
}

/// A stream of which only that counts which was flushed.
class FlushedText {
 public:
  std::ostream& stream() { return stream_; }
  const std::string& flushed() const { return buffer_.flushed; }

 private:
  struct Buffer : std::stringbuf {
    std::string flushed;
    int sync() override {
      flushed = str();
      return 0;
    }
  };
  Buffer buffer_;
  std::ostream stream_{&buffer_};
};

/// Quotes, markup, separators, line breaks, control characters, invalid UTF-8, another script, an emoji.
inline const std::string hostile_text = "a\"b'c<d>&e,f\ng\r\nh\ti\x01j\x7f\xffk -->l\\m\xE6\xB0\xB4\xF0\x9F\x98\x80";
/// What is left of it where only UTF-8 is asked for.
inline const std::string hostile_text_valid =
    "a\"b'c<d>&e,f\ng\r\nh\ti\x01j\x7f\xEF\xBF\xBDk -->l\\m\xE6\xB0\xB4\xF0\x9F\x98\x80";

inline FileResult failed_result(const std::string& file, const std::string& message) {
  return {.file = file, .failure = Failure{ErrorCode::no_audio, message}};
}

inline void write(Writer& writer, const FileResult& result) {
  writer.begin({.file = result.file});
  for (const EmotionSegment& row : result.segments) writer.row(row);
  writer.end({.duration_s = result.duration_s, .warnings = result.warnings, .failure = result.failure});
}

inline std::string write(const std::string& format, const RunFacts& facts, const std::vector<FileResult>& results) {
  std::ostringstream out;
  const auto writer = output_format(format).make(out, facts);
  for (const FileResult& result : results) write(*writer, result);
  writer->finish();
  return out.str();
}

}  // namespace affectus::testing
