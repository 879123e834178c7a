// Praat's text formats (its manual: "TextGrid file formats"). Long and short are one: only what stands free counts (numbers,
// texts in double quotes, flags in angle brackets); everything else, such as "xmin =" or "intervals [1]:", is comment, and
// so is the rest of a line after an exclamation mark.
#include <algorithm>
#include <cctype>
#include <utility>

#include "affectus/error.h"
#include "intervals/interval_parsing.h"
#include "names/file_names.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

class TextGridReader {
 public:
  TextGridReader(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::invalid_format, name_ + ":" + std::to_string(token_line_) + ": " + message);
  }

  std::string text(const std::string& what) {
    const Token token = next();
    if (token.kind != Token::Kind::text) fail("expected " + what + " in double quotes, found " + describe(token));
    return token.text;
  }

  double number(const std::string& what) {
    const Token token = next();
    if (token.kind != Token::Kind::number) fail("expected " + what + ", a number, found " + describe(token));
    return token.number;
  }

  std::size_t count(const std::string& what) {
    const double value = number(what);
    // Each thing counted takes at least one byte more.
    if (value < 0 || value > static_cast<double>(text_.size()) ||
        value != static_cast<double>(static_cast<std::size_t>(value)))
      fail("expected " + what + ", a count that the text can hold, found another number");
    return static_cast<std::size_t>(value);
  }

  /// True for <exists>, false for <absent>.
  bool flag(const std::string& what) {
    const Token token = next();
    if (token.kind != Token::Kind::flag) fail("expected " + what + ", <exists> or <absent>, found " + describe(token));
    return token.text == "<exists>";
  }

 private:
  struct Token {
    enum class Kind { end, number, text, flag } kind = Kind::end;
    std::string text;
    double number = 0;
  };

  static std::string describe(const Token& token) {
    return token.kind == Token::Kind::end ? "the end of the text" : shown(token.text);
  }

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  void advance() {
    if (text_[at_] == '\n' || (text_[at_] == '\r' && !text_.substr(at_).starts_with("\r\n"))) ++line_;
    ++at_;
  }

  Token next() {
    while (true) {
      while (at_ < text_.size() && is_space(text_[at_])) advance();
      token_line_ = line_;
      if (at_ == text_.size()) return {};
      if (text_[at_] == '"') return quoted_text();
      if (text_[at_] == '!') {
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') advance();
        continue;
      }
      const std::string_view word = read_word();
      if (word.front() == '<' && word.back() == '>') return {Token::Kind::flag, std::string(word)};
      const std::optional<double> value = parse_decimal(word);
      if (value) return {Token::Kind::number, std::string(word), *value};
      // A number that is none is an error and no comment: skipping it would shift all that follows.
      const bool looks_like_number = std::isdigit(static_cast<unsigned char>(word.front())) || word.front() == '-' ||
                                     word == "inf" || word == "nan" || word == "--undefined--";
      if (looks_like_number) fail("expected a number, found " + shown(word));
    }
  }

  std::string_view read_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  Token quoted_text() {
    Token token{Token::Kind::text, {}};
    for (advance(); at_ < text_.size(); advance()) {
      if (text_[at_] == '"') {
        if (!text_.substr(at_ + 1).starts_with('"')) {
          ++at_;
          return token;
        }
        ++at_;
      }
      token.text += text_[at_];
    }
    fail("expected a closing quote, found the end of the text");
  }

  std::string_view text_;
  std::string name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t token_line_ = 1;
};

struct GridTier {
  std::string name;
  bool has_intervals = false;  // else points
  std::vector<Interval> intervals;
};

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

Interval read_interval(TextGridReader& reader, const std::string& tier) {
  Interval interval{.start_s = reader.number("the start of an interval"), .end_s = reader.number("the end of an interval")};
  if (interval.start_s < 0 || interval.end_s > latest_time_s) reader.fail("expected times of 0 to 1000000000 seconds");
  if (interval.end_s < interval.start_s) reader.fail("expected the end of an interval not before its start");
  interval.label = reader.text("the text of an interval");
  interval.tier = tier;
  return interval;
}

GridTier read_tier(TextGridReader& reader) {
  const std::string kind = reader.text("the class of a tier");
  if (kind != "IntervalTier" && kind != "TextTier")
    reader.fail("expected \"IntervalTier\" or \"TextTier\", found " + shown(kind));
  GridTier tier{.name = reader.text("the name of a tier"), .has_intervals = kind == "IntervalTier"};
  reader.number("the start of a tier");
  reader.number("the end of a tier");
  const std::size_t count = reader.count("the size of a tier");
  for (std::size_t i = 0; i < count; ++i) {
    if (!tier.has_intervals) {
      reader.number("the time of a point");
      reader.text("the mark of a point");
      continue;
    }
    Interval interval = read_interval(reader, tier.name);
    if (!is_blank(interval.label)) tier.intervals.push_back(std::move(interval));
  }
  return tier;
}

std::vector<GridTier> read_tiers(TextGridReader& reader) {
  const std::string type = reader.text("the file type \"ooTextFile\"");
  if (!type.starts_with("ooTextFile")) reader.fail("expected the file type \"ooTextFile\", found " + shown(type));
  const std::string kind = reader.text("the object class \"TextGrid\"");
  if (kind != "TextGrid") reader.fail("expected the object class \"TextGrid\", found " + shown(kind));
  reader.number("the start of the grid");
  reader.number("the end of the grid");
  std::vector<GridTier> tiers;
  if (!reader.flag("whether there are tiers")) return tiers;
  const std::size_t count = reader.count("the number of tiers");
  for (std::size_t i = 0; i < count; ++i) tiers.push_back(read_tier(reader));
  return tiers;
}

std::string names_of(const std::vector<GridTier>& tiers) {
  std::string names;
  for (const GridTier& tier : tiers)
    names += (names.empty() ? "" : ", ") + shown(tier.name) + (tier.has_intervals ? "" : " (points)");
  return names;
}

std::string where_intervals_are(const std::vector<GridTier>& tiers) {
  std::string names;
  for (const GridTier& tier : tiers)
    if (!tier.intervals.empty())
      names += (names.empty() ? "" : ", ") + shown(tier.name) + " (" + std::to_string(tier.intervals.size()) + ")";
  return names.empty() ? "no other tier has any" : "tiers that have some: " + names;
}

}  // namespace

std::vector<FileIntervals> parse_textgrid(std::string_view text, const std::string& name, const std::string& tier) {
  if (text.starts_with("ooBinaryFile"))
    throw Error(ErrorCode::unsupported, name + ": expected a TextGrid saved as text, found Praat's binary format");
  const std::string decoded = decode_text(text, name);
  TextGridReader reader(decoded, name);
  std::vector<GridTier> tiers = read_tiers(reader);
  const auto chosen = std::ranges::find_if(tiers, [&](const GridTier& candidate) {
    return candidate.has_intervals && (tier.empty() || comparable_name(candidate.name) == comparable_name(tier));
  });
  if (chosen == tiers.end()) {
    const std::string wanted = tier.empty() ? "an interval tier" : "the interval tier " + shown(tier);
    throw Error(ErrorCode::invalid_argument,
                name + ": expected " + wanted + ", found " + (tiers.empty() ? "no tiers" : "the tiers " + names_of(tiers)));
  }
  if (chosen->intervals.empty())
    throw Error(ErrorCode::invalid_argument, name + ": expected intervals with text in the tier " + shown(chosen->name) +
                                                 ", found none; " + where_intervals_are(tiers));
  return {{"", std::move(chosen->intervals)}};
}

}  // namespace affectus
