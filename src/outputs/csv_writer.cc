// Comma-separated values, one row a segment; quotes as in RFC 4180, lines end with a line feed. A value that is not there is
// an empty field; a failed file has no rows.
#include "outputs/result_text.h"
#include "outputs/writers.h"
#include "text/csv.h"
#include "text/text.h"

namespace affectus {
namespace {

std::string text_field(const std::string& text) { return csv_field(valid_utf8(text)); }

std::string csv_number(std::optional<double> value) {
  value = written(value);
  return value ? shortest_float(static_cast<float>(*value)) : "";
}

std::string embedding_column(std::size_t index) {
  const std::string digits = std::to_string(index);
  return "embedding_" + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

class CsvWriter : public Writer {
 public:
  CsvWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {}

  void begin(const Recording& recording) override {
    write_header();
    file_ = text_field(recording.file);
  }
  void row(const EmotionSegment& segment) override { out_ << line(segment) << std::flush; }
  void end(const RecordingEnd&) override {}

  void finish() override {
    write_header();
    out_.flush();
  }

 private:
  void write_header() {
    if (has_header_) return;
    has_header_ = true;
    std::string line = "file,start_s,end_s";
    if (facts_.has_label) line += ",label";
    if (facts_.has_tier) line += ",tier";
    if (facts_.has_speaker) line += ",speaker";
    if (facts_.has_channel) line += ",channel";
    line += ",speech";
    for (const Dimension& column : all_columns(facts_)) line += std::string(",") + column.name;
    line += ",familiarity";
    for (const std::string& category : facts_.categories) line += "," + text_field("category_" + category);
    for (std::size_t i = 0; i < facts_.embedding_dim; ++i) line += "," + embedding_column(i);
    line += ",warnings";
    out_ << line << '\n';
  }

  std::string line(const EmotionSegment& segment) const {
    std::string line = file_ + "," + seconds_text(segment.start_s) + "," + seconds_text(segment.end_s);
    if (facts_.has_label) line += "," + text_field(segment.label);
    if (facts_.has_tier) line += "," + text_field(segment.tier);
    if (facts_.has_speaker) line += "," + text_field(segment.speaker);
    if (facts_.has_channel) line += "," + (segment.channel ? std::to_string(*segment.channel) : "");
    line += "," + csv_number(segment.speech);
    for (const Dimension& column : all_columns(facts_)) line += "," + csv_number(segment.*column.value);
    line += "," + csv_number(segment.familiarity);
    append_list(line, segment.categories, facts_.categories.size());
    append_list(line, segment.embedding, facts_.embedding_dim);
    return line + "," + warning_codes(segment.warnings, ";") + "\n";
  }

  // As many fields as the header has, whatever the row holds.
  static void append_list(std::string& line, const std::vector<float>& values, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) line += "," + (i < values.size() ? csv_number(values[i]) : std::string());
  }

  std::ostream& out_;
  RunFacts facts_;
  std::string file_;  // as a field
  bool has_header_ = false;
};

}  // namespace

std::unique_ptr<Writer> make_csv_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<CsvWriter>(out, facts);
}

}  // namespace affectus
