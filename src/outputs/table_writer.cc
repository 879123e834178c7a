// Aligned columns for a terminal: one row a segment, and one more for the average where a file has several. What is odd
// about a row stands at its end. Files that failed are not in it: the program says so elsewhere.
#include <algorithm>
#include <set>

#include "outputs/result_text.h"
#include "outputs/writers.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::size_t longest_file = 48;   // columns; the end of a path tells most
constexpr std::size_t longest_label = 32;  // columns; the start of a text tells most
constexpr std::size_t rows_held = 200;     // what the columns' widths are measured on

// Cuts by columns, at the front or at the end, and shows where.
std::string shortened(const std::string& text, std::size_t longest, bool keep_end) {
  std::string line = printable(text);
  if (display_width(line) <= longest) return line;
  const auto is_start = [&line](std::size_t i) { return (static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80; };
  if (keep_end) {
    std::size_t begin = 0;
    while (begin < line.size() && (!is_start(begin) || display_width(line.substr(begin)) >= longest)) ++begin;
    return "…" + line.substr(begin);
  }
  std::size_t end = line.size();
  while (end > 0 && ((end < line.size() && !is_start(end)) || display_width(line.substr(0, end)) >= longest)) --end;
  return line.substr(0, end) + "…";
}

std::string table_number(std::optional<double> value) {
  value = written(value);
  return value ? decimal(*value, 2) : "-";
}

class TableWriter : public Writer {
 public:
  TableWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {
    add_column("file", true);
    add_column("start");
    add_column("end");
    if (facts_.has_label) add_column("label", true);
    if (facts_.has_tier) add_column("tier", true);
    if (facts_.has_speaker) add_column("speaker", true);
    if (facts_.has_channel) add_column("channel");
    add_column("speech");
    first_dimension_ = columns_.size();
    for (const Dimension& column : dimension_columns(facts_)) add_column(column.name);
    if (!facts_.categories.empty()) add_column("category", true);
    add_column("warnings", true);
  }

  void begin(const Recording& recording) override {
    file_ = shortened(recording.file, longest_file, true);
    summary_ = {};
    rows_ = 0;
  }
  void row(const EmotionSegment& segment) override {
    add_last();
    last_ = segment;
    summary_.add(segment);
    ++rows_;
  }
  // What is odd about the recording stands at its mean, or at its only row.
  void end(const RecordingEnd& end) override {
    if (rows_ == 1) {
      std::set<Warning> warnings(last_->warnings.begin(), last_->warnings.end());
      warnings.insert(end.warnings.begin(), end.warnings.end());
      last_->warnings.assign(warnings.begin(), warnings.end());
    }
    add_last();
    if (rows_ > 1 && !end.failure) add(summary_cells(file_, end));
  }

  void finish() override {
    add_last();
    release();
    if (!seen_.empty()) out_ << '\n';
    for (const Warning warning : seen_) out_ << to_string(warning) << ": " << explanation(warning) << '\n';
    out_ << "\nModel " << one_line(facts_.model);
    if (!facts_.licence.empty()) out_ << " (licence " << one_line(facts_.licence) << ")";
    out_ << ", scale " << scale_text(facts_.scale) << '\n';
    if (facts_.baseline) out_ << shift_text(facts_) << '\n';
    out_ << std::flush;
  }

 private:
  struct Column {
    std::string name;
    bool left;  // aligned so; else right
    std::size_t width;
  };
  using Cells = std::vector<std::string>;

  void add_column(const std::string& name, bool left = false) { columns_.push_back({name, left, name.size()}); }

  void add_last() {
    if (last_) add(cells(file_, *last_));
    last_.reset();
  }

  std::string warnings_cell(const std::vector<Warning>& warnings) {
    seen_.insert(warnings.begin(), warnings.end());
    return warning_codes(warnings, ", ");
  }

  Cells cells(const std::string& file, const EmotionSegment& segment) {
    Cells row = {file, clock_text(segment.start_s, 2), clock_text(segment.end_s, 2)};
    if (facts_.has_label) row.push_back(shortened(segment.label, longest_label, false));
    if (facts_.has_tier) row.push_back(shortened(segment.tier, longest_label, false));
    if (facts_.has_speaker) row.push_back(shortened(segment.speaker, longest_label, false));
    if (facts_.has_channel) row.push_back(segment.channel ? std::to_string(*segment.channel) : "-");
    row.push_back(table_number(segment.speech));
    for (const Dimension& column : dimension_columns(facts_)) row.push_back(table_number(segment.*column.value));
    if (!facts_.categories.empty()) {
      const std::optional<TopCategory> top = top_category(segment, facts_);
      row.push_back(top ? shortened(top->name, longest_label, false) + " " + table_number(top->probability) : "-");
    }
    row.push_back(warnings_cell(segment.warnings));
    return row;
  }

  // The average over speech, in the columns of the dimensions.
  Cells summary_cells(const std::string& file, const RecordingEnd& end) {
    Cells row(columns_.size());
    row[0] = file;
    row[1] = "mean";
    row[2] = clock_text(end.duration_s, 2);
    row[first_dimension_] = table_number(summary_.activation());
    row[first_dimension_ + 1] = table_number(summary_.valence());
    row[first_dimension_ + 2] = table_number(summary_.dominance());
    row.back() = warnings_cell(end.warnings);
    return row;
  }

  void add(Cells row) {
    if (released_) return print(row);
    held_.push_back(std::move(row));
    if (held_.size() == rows_held) release();
  }

  // Fixes the widths; rows from here on are printed as they come.
  void release() {
    if (released_) return;
    released_ = true;
    Cells header;
    for (const Column& column : columns_) header.push_back(column.name);
    if (seen_.empty()) header.back().clear();
    for (const Cells& row : held_)
      for (std::size_t i = 0; i < row.size(); ++i) columns_[i].width = std::max(columns_[i].width, display_width(row[i]));
    print(header);
    for (const Cells& row : held_) print(row);
    held_.clear();
  }

  void print(const Cells& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::size_t width = display_width(row[i]);
      const std::string space(columns_[i].width > width ? columns_[i].width - width : 0, ' ');
      line += (i == 0 ? "" : "  ") + (columns_[i].left ? row[i] + space : space + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out_ << line << '\n';
  }

  std::ostream& out_;
  RunFacts facts_;
  std::vector<Column> columns_;
  std::size_t first_dimension_ = 0;
  std::string file_;  // whose rows come
  Summary summary_;   // of them
  std::size_t rows_ = 0;
  std::optional<EmotionSegment> last_;  // of them, until it is known whether it is the only one
  std::set<Warning> seen_;
  std::vector<Cells> held_;
  bool released_ = false;
};

}  // namespace

std::unique_ptr<Writer> make_table_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<TableWriter>(out, facts);
}

}  // namespace affectus
