// JSON (a list of files with their rows) and JSON Lines (a row a line, as soon as it is there). Numbers have the digits that
// give the same float32 back; what is absent or not finite is null.
#include "outputs/json_rows.h"
#include "outputs/result_text.h"
#include "outputs/whole_recordings.h"
#include "outputs/writers.h"
#include "text/text.h"

namespace affectus {
namespace {

std::string json_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : valid_utf8(text)) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (code < 0x20 || code == 0x7F) {
      constexpr char digits[] = "0123456789abcdef";
      quoted += {'\\', 'u', '0', '0', digits[code >> 4U], digits[code & 15U]};
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string json_number(std::optional<double> value) {
  value = written(value);
  return value ? shortest_float(static_cast<float>(*value)) : "null";
}

std::string json_seconds(double seconds) { return written(seconds) ? seconds_text(seconds) : "null"; }

std::string json_warnings(const std::vector<Warning>& warnings) {
  return warnings.empty() ? "[]" : "[\"" + warning_codes(warnings, "\", \"") + "\"]";
}

std::string json_summary(const FileResult& result) {
  Summary summary;
  for (const EmotionSegment& row : result.segments) summary.add(row);
  return "{\"activation\": " + json_number(summary.activation()) + ", \"valence\": " + json_number(summary.valence()) +
         ", \"dominance\": " + json_number(summary.dominance()) + "}";
}

std::string json_categories(const EmotionSegment& segment, const RunFacts& facts) {
  if (facts.categories.empty()) return "null";
  std::string text = "{";
  for (std::size_t i = 0; i < facts.categories.size(); ++i) {
    if (i > 0) text += ", ";
    text += json_string(facts.categories[i]) + ": ";
    text += i < segment.categories.size() ? json_number(segment.categories[i]) : "null";
  }
  return text + "}";
}

std::string json_embedding(const EmotionSegment& segment, const RunFacts& facts) {
  if (facts.embedding_dim == 0 || segment.embedding.empty()) return "null";
  std::string text = "[";
  for (std::size_t i = 0; i < segment.embedding.size(); ++i) text += (i > 0 ? ", " : "") + json_number(segment.embedding[i]);
  return text + "]";
}

}  // namespace

std::string json_row(const EmotionSegment& segment, const RunFacts& facts) {
  std::string text = "\"start_s\": " + json_seconds(segment.start_s) + ", \"end_s\": " + json_seconds(segment.end_s);
  if (facts.has_label) text += ", \"label\": " + json_string(segment.label);
  if (facts.has_tier) text += ", \"tier\": " + json_string(segment.tier);
  if (facts.has_speaker) text += ", \"speaker\": " + json_string(segment.speaker);
  if (facts.has_channel) text += ", \"channel\": " + (segment.channel ? std::to_string(*segment.channel) : "null");
  text += ", \"speech\": " + json_number(segment.speech);
  for (const Dimension& column : all_columns(facts))
    text += std::string(", \"") + column.name + "\": " + json_number(segment.*column.value);
  return text + ", \"familiarity\": " + json_number(segment.familiarity) +
         ", \"categories\": " + json_categories(segment, facts) + ", \"embedding\": " + json_embedding(segment, facts) +
         ", \"warnings\": " + json_warnings(segment.warnings);
}

namespace {

std::string json_failure(const std::string& file, const Failure& failure) {
  return "{\"file\": " + json_string(file) + ", \"error\": {\"code\": " + json_string(to_string(failure.code)) +
         ", \"message\": " + json_string(failure.message) + "}}";
}

std::string json_recording(const FileResult& result, const RunFacts& facts) {
  if (result.failure) return json_failure(result.file, *result.failure);
  std::string text = "{\"file\": " + json_string(result.file) + ", \"duration_s\": " + json_seconds(result.duration_s) +
                     ", \"model\": " + json_string(facts.model) + ", \"scale\": " + json_string(to_string(facts.scale)) +
                     ", \"summary\": " + json_summary(result) + ", \"warnings\": " + json_warnings(result.warnings) +
                     ", \"segments\": [";
  for (std::size_t i = 0; i < result.segments.size(); ++i)
    text += (i == 0 ? "\n  {" : ",\n  {") + json_row(result.segments[i], facts) + "}";
  return text + "]}";
}

class JsonWriter : public WholeRecordingWriter {
 public:
  JsonWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {}

  void finish() override { out_ << (any_ ? "\n]\n" : "[]\n") << std::flush; }

 private:
  void write(const FileResult& result) override {
    out_ << (any_ ? ",\n" : "[\n") << json_recording(result, facts_);
    any_ = true;
  }

  std::ostream& out_;
  RunFacts facts_;
  bool any_ = false;
};

class JsonObjectWriter : public WholeRecordingWriter {
 public:
  JsonObjectWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {}

  void finish() override { out_ << std::flush; }

 private:
  void write(const FileResult& result) override { out_ << json_recording(result, facts_) << "\n"; }

  std::ostream& out_;
  RunFacts facts_;
};

class JsonLinesWriter : public Writer {
 public:
  JsonLinesWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {}

  void begin(const Recording& recording) override { file_ = recording.file; }
  void row(const EmotionSegment& row) override {
    out_ << "{\"file\": " + json_string(file_) + ", " + json_row(row, facts_) + "}\n" << std::flush;
  }
  void end(const RecordingEnd& end) override {
    if (end.failure) out_ << json_failure(file_, *end.failure) + "\n" << std::flush;
  }
  void finish() override {}

 private:
  std::ostream& out_;
  RunFacts facts_;
  std::string file_;
};

}  // namespace

std::unique_ptr<Writer> make_json_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<JsonWriter>(out, facts);
}

std::unique_ptr<Writer> make_json_object_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<JsonObjectWriter>(out, facts);
}

std::unique_ptr<Writer> make_jsonl_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<JsonLinesWriter>(out, facts);
}

}  // namespace affectus
