// NIST, "The Rich Transcription 2009 evaluation plan", appendix A: type file channel start duration orthography subtype name
// confidence [lookahead], separated by white space, <NA> where a field does not apply. Names with spaces are none by that
// plan, and are written: the numbers and the <NA> behind them tell where they end.
#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "affectus/error.h"
#include "intervals/interval_parsing.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

constexpr std::array<std::string_view, 14> types = {"SPEAKER", "SPKR-INFO", "SEGMENT",    "NOSCORE", "NO_RT_METADATA",
                                                    "LEXEME",  "NON-LEX",   "NON-SPEECH", "FILLER",  "EDIT",
                                                    "IP",      "SU",        "CB",         "A/P"};

using Words = std::vector<std::string_view>;

Words words_of(std::string_view line) {
  constexpr const char* space = " \t";
  Words words;
  for (std::size_t begin = line.find_first_not_of(space); begin != std::string_view::npos;
       begin = line.find_first_not_of(space, begin)) {
    const std::size_t end = std::min(line.find_first_of(space, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

constexpr std::string_view not_given = "<NA>";

// From the first of the words to the last, with the space between them.
std::string_view stretch(const Words& words, std::size_t first, std::size_t last) {
  const char* const end = words[last].data() + words[last].size();
  return {words[first].data(), static_cast<std::size_t>(end - words[first].data())};
}

std::optional<int> channel_of(std::string_view word) {
  const bool is_number = word.size() <= 4 && word.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number || word.empty()) return std::nullopt;
  return std::stoi(std::string(word));
}

// Where the channel stands: behind the file's name, which may hold spaces, and before start and duration. What is wrong with
// the line, or nothing.
std::string find_channel(const Words& words, std::size_t& channel) {
  if (words.size() < 8)
    return "expected at least 8 fields (SPEAKER file channel start duration <NA> <NA> name), found " +
           std::to_string(words.size());
  const auto is_channel = [&](std::size_t i) {
    return (words[i] == not_given || words[i].find_first_not_of("0123456789") == std::string_view::npos) &&
           parse_decimal(words[i + 1]) && parse_decimal(words[i + 2]);
  };
  // Speakers have neither orthography nor subtype, which tells a name's numbers from the channel.
  const auto has_fields_behind = [&](std::size_t i) { return words[i + 3] == not_given && words[i + 4] == not_given; };
  std::vector<std::size_t> possible, likely;
  for (std::size_t i = 2; i + 5 < words.size(); ++i) {
    if (is_channel(i)) possible.push_back(i);
    if (has_fields_behind(i)) likely.push_back(i);
  }
  const auto is_both = [&](std::size_t i) { return std::ranges::find(likely, i) != likely.end(); };
  std::vector<std::size_t> both;
  std::ranges::copy_if(possible, std::back_inserter(both), is_both);
  if (both.size() == 1 || possible.size() == 1) {
    channel = both.empty() ? possible.front() : both.front();
    return {};
  }
  if (!possible.empty()) return "expected one place of channel, start and duration, found several";
  channel = likely.empty() ? 2 : likely.front();  // for the message of what is wrong with them
  return {};
}

// The name, which may hold spaces: what is left of the fields behind it, confidence and look-ahead time.
std::string name_of(const Words& words, std::size_t first) {
  std::size_t last = words.size() - 1;
  for (int field = 0; field < 2 && last > first; ++field)
    if (words[last] == not_given || parse_decimal(words[last])) --last;
  const std::string_view name = stretch(words, first, last);
  return name == not_given ? std::string() : std::string(name);
}

// Returns what is wrong with the line, or nothing.
std::string read_line(std::string_view line, IntervalCollector& intervals) {
  const Words words = words_of(line);
  if (words.empty() || words[0].starts_with(";;")) return {};
  if (std::find(types.begin(), types.end(), words[0]) == types.end())
    return "expected the type of an RTTM line such as SPEAKER, found " + shown(words[0]);
  if (words[0] != "SPEAKER") return {};
  std::size_t channel = 0;
  std::string wrong = find_channel(words, channel);
  if (!wrong.empty()) return wrong;
  double duration_s = 0;
  Interval interval{.label = name_of(words, channel + 5), .channel = channel_of(words[channel])};
  interval.speaker = interval.label;
  wrong = parse_time(words[channel + 1], "start", interval.start_s);
  if (wrong.empty()) wrong = parse_time(words[channel + 2], "duration", duration_s);
  interval.end_s = interval.start_s + duration_s;
  if (wrong.empty()) intervals.add(std::string(stretch(words, 1, channel - 1)), std::move(interval));
  return wrong;
}

// RTTM counts channels from 1. Where all lines of a recording name the same one, they say nothing of it: most programs write
// 1 for the mix.
void settle_channels(FileIntervals& recording, const std::string& name) {
  std::set<int> channels;
  for (const Interval& interval : recording.intervals)
    if (interval.channel) channels.insert(*interval.channel);
  if (channels.size() > 1 && channels.contains(0))
    throw Error(ErrorCode::invalid_format,
                name + ": expected the channels of " + shown(recording.file) + " to be numbered from 1, found 0");
  for (Interval& interval : recording.intervals)
    if (channels.size() < 2)
      interval.channel.reset();
    else if (interval.channel)
      --*interval.channel;
}

}  // namespace

std::vector<FileIntervals> parse_rttm(std::string_view text, const std::string& name) {
  const std::string decoded = decode_text(text, name);
  IntervalCollector intervals;
  std::size_t number = 0;
  for (const std::string_view line : text_lines(decoded)) {
    ++number;
    const std::string wrong = read_line(line, intervals);
    if (!wrong.empty()) throw Error(ErrorCode::invalid_format, name + ":" + std::to_string(number) + ": " + wrong);
  }
  std::vector<FileIntervals> list = intervals.take();
  for (FileIntervals& one : list) settle_channels(one, name);
  return list;
}

}  // namespace affectus
