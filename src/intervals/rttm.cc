// NIST, "The Rich Transcription 2009 evaluation plan", appendix A: type file channel start duration orthography subtype name
// confidence [lookahead], separated by white space, <NA> where a field does not apply.
#include <algorithm>
#include <array>
#include <utility>

#include "affectus/error.h"
#include "intervals/interval_parsing.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

constexpr std::array<std::string_view, 14> types = {"SPEAKER", "SPKR-INFO", "SEGMENT",    "NOSCORE", "NO_RT_METADATA",
                                                    "LEXEME",  "NON-LEX",   "NON-SPEECH", "FILLER",  "EDIT",
                                                    "IP",      "SU",        "CB",         "A/P"};

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr const char* space = " \t\r";
  std::vector<std::string_view> words;
  for (std::size_t begin = line.find_first_not_of(space); begin != std::string_view::npos;
       begin = line.find_first_not_of(space, begin)) {
    const std::size_t end = std::min(line.find_first_of(space, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

std::string given(std::string_view word) { return word == "<NA>" ? std::string() : std::string(word); }

// Returns what is wrong with the line, or nothing.
std::string read_line(std::string_view line, IntervalCollector& intervals) {
  const std::vector<std::string_view> words = words_of(line);
  if (words.empty() || words[0].starts_with(";;")) return {};
  if (std::find(types.begin(), types.end(), words[0]) == types.end())
    return "expected the type of an RTTM line such as SPEAKER, found " + shown(words[0]);
  if (words[0] != "SPEAKER") return {};
  if (words.size() < 8)
    return "expected at least 8 fields (SPEAKER file channel start duration <NA> <NA> name), found " +
           std::to_string(words.size());
  double duration_s = 0;
  Interval interval{.label = given(words[7]), .speaker = given(words[7])};
  std::string wrong = parse_time(words[3], "start", interval.start_s);
  if (wrong.empty()) wrong = parse_time(words[4], "duration", duration_s);
  interval.end_s = interval.start_s + duration_s;
  if (wrong.empty()) intervals.add(std::string(words[1]), std::move(interval));
  return wrong;
}

[[noreturn]] void fail(const std::string& name, std::size_t line, const std::string& message) {
  throw Error(ErrorCode::invalid_format, name + ":" + std::to_string(line) + ": " + message);
}

}  // namespace

std::vector<FileIntervals> parse_rttm(std::string_view text, const std::string& name) {
  const std::string decoded = decode_text(text);
  IntervalCollector intervals;
  std::string_view rest = decoded;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string wrong = read_line(rest.substr(0, end), intervals);
    if (!wrong.empty()) fail(name, line, wrong);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return intervals.take();
}

}  // namespace affectus
