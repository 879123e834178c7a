#include "audio/time_line.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "text/text.h"

namespace affectus {
namespace {

constexpr double tolerance_s = 0.1;          // containers round their stamps, and some decoders give a packet's frames late
constexpr double priming_s = 0.002;          // of what lies before the start, more than rounding
constexpr double overlap_s = 1;              // parts that were cut from a stream overlap by less
constexpr double longest_gap_s = 3600;       // a longer one is a wrong stamp
constexpr double longest_silence_s = 43200;  // of all gaps together

// Those whose stamps were written when sound and picture were joined. All others count samples.
bool has_time_of_its_own(const AVInputFormat& format) {
  static constexpr std::array<std::string_view, 16> names = {"matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2",
                                                             "asf",           "asf_o",
                                                             "avi",           "flv",
                                                             "live_flv",      "kux",
                                                             "mpegts",        "mpeg",
                                                             "mxf",           "nut",
                                                             "ogg",           "rm",
                                                             "gxf",           "wtv"};
  return std::ranges::find(names, std::string_view(format.name)) != names.end();
}

// The earliest sound or picture of those that share the stream's clock.
double earliest_start_s(const AVFormatContext& format, const AVStream& stream) {
  auto* context = const_cast<AVFormatContext*>(&format);  // FFmpeg's signature; nothing is changed
  const AVProgram* program = av_find_program_from_stream(context, nullptr, stream.index);
  std::optional<double> earliest;
  const unsigned count = program != nullptr ? program->nb_stream_indexes : format.nb_streams;
  for (unsigned i = 0; i < count; ++i) {
    const AVStream& other = *format.streams[program != nullptr ? program->stream_index[i] : i];
    const bool counts =
        other.codecpar->codec_type == AVMEDIA_TYPE_AUDIO ||
        (other.codecpar->codec_type == AVMEDIA_TYPE_VIDEO && (other.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0);
    if (!counts || other.start_time == AV_NOPTS_VALUE) continue;
    const double start_s = static_cast<double>(other.start_time) * av_q2d(other.time_base);
    earliest = std::min(earliest.value_or(start_s), start_s);
  }
  if (earliest) return *earliest;
  return format.start_time == AV_NOPTS_VALUE ? 0 : static_cast<double>(format.start_time) / AV_TIME_BASE;
}

double length_s(const AVFrame& frame) { return static_cast<double>(frame.nb_samples) / frame.sample_rate; }

}  // namespace

std::string seconds_in_words(double seconds) { return decimal(seconds, 2) + " s"; }

TimeLine::TimeLine(const AVFormatContext& format, const AVStream& stream)
    : has_time_(has_time_of_its_own(*format.iformat)),
      has_start_only_(std::string_view(format.iformat->name) == "avi"),
      may_restart_((format.iformat->flags & AVFMT_TS_DISCONT) != 0),
      unit_s_(av_q2d(stream.time_base)) {
  // Transport streams and broadcasts begin at any time; elsewhere 0 is written as 0.
  if (has_time_ && may_restart_) origin_s_ = earliest_start_s(format, stream);
}

std::optional<double> TimeLine::stamp_s(const AVFrame& frame) const {
  if (!has_time_ || (has_start_only_ && has_begun_) || frame.best_effort_timestamp == AV_NOPTS_VALUE) return std::nullopt;
  return static_cast<double>(frame.best_effort_timestamp) * unit_s_ - origin_s_ - shift_s_;
}

bool TimeLine::continues(const AVFrame& frame) const {
  const std::optional<double> at_s = stamp_s(frame);
  if (!at_s) return true;
  const double ahead_s = *at_s - position_s();
  return ahead_s <= tolerance_s && ahead_s > (has_begun_ ? -overlap_s : -longest_gap_s);
}

bool TimeLine::confirms(const AVFrame& frame, const AVFrame& next) const {
  const std::optional<double> at_s = stamp_s(frame), next_s = stamp_s(next);
  return !at_s || !next_s || *next_s > *at_s + length_s(frame) - tolerance_s;
}

TimeLine::Place TimeLine::place(const AVFrame& frame, bool trusted) {
  Place place;
  const double here_s = position_s();
  if (frame.sample_rate != rate_hz_) {
    base_s_ = here_s;
    samples_ = 0;
    rate_hz_ = frame.sample_rate;
  }
  const double ahead_s = stamp_s(frame).value_or(here_s) - here_s;
  if (!trusted) {
    ++stray_;
  } else if (!has_begun_ && ahead_s < -priming_s && ahead_s > -longest_gap_s) {
    place.skipped = std::min<std::int64_t>(frame.nb_samples, std::llround(-ahead_s * rate_hz_));
  } else if (ahead_s > tolerance_s && ahead_s <= longest_gap_s && silent_s_ + ahead_s <= longest_silence_s) {
    place.silence_s = ahead_s;
    silences_.push_back({has_begun_ ? Warning::gap : Warning::late_start, here_s, here_s + ahead_s});
    silent_s_ += ahead_s;
    base_s_ += ahead_s;
  } else if (ahead_s > tolerance_s || ahead_s <= -overlap_s) {
    shift_s_ += ahead_s;
    // Parts that were joined begin anew.
    const bool is_usual = may_restart_ && (ahead_s < 0 || !has_begun_);
    if (!is_usual && !jump_at_s_) {
      jump_at_s_ = here_s;
      jump_s_ = ahead_s;
    }
  } else if (!has_begun_) {
    shift_s_ += ahead_s;  // less than the tolerance, which is for what follows
  }
  samples_ += frame.nb_samples - place.skipped;
  has_begun_ = has_begun_ || place.skipped < frame.nb_samples;
  if (!has_begun_) {
    // All of it lies before the start: the next one is seen from there again.
    base_s_ = 0;
    samples_ = 0;
  }
  return place;
}

std::string TimeLine::disbelieved() const {
  std::string text;
  if (jump_at_s_)
    text = "its time stamps jump by " + seconds_in_words(jump_s_) + " at " + seconds_in_words(*jump_at_s_) +
           ": what follows is taken as next";
  if (stray_ > 0)
    text += (text.empty() ? "" : "; ") + std::to_string(stray_) +
            (stray_ == 1 ? " wrong time stamp was passed over" : " wrong time stamps were passed over");
  return text;
}

std::string silences_text(const std::vector<Silence>& silences) {
  std::string text;
  std::size_t gaps = 0;
  double total_s = 0;
  const Silence* first = nullptr;
  for (const Silence& silence : silences) {
    if (silence.why == Warning::late_start) {
      text = "its sound begins at " + seconds_in_words(silence.end_s) + ": what comes before is taken as silence";
      continue;
    }
    if (++gaps == 1) first = &silence;
    total_s += silence.end_s - silence.start_s;
  }
  if (gaps == 0) return text;
  if (!text.empty()) text += "; ";
  text += "has no sound from " + seconds_in_words(first->start_s) + " to " + seconds_in_words(first->end_s);
  if (gaps > 1)
    text += " and in " + std::to_string(gaps - 1) + (gaps == 2 ? " other gap" : " other gaps") + ", " +
            seconds_in_words(total_s) + " in all";
  return text + ", taken as silence";
}

}  // namespace affectus
