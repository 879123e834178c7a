// Places a recording's sound in the time of the media: the time stamps of decoded frames give the silence of a late start
// and of gaps. Rounded stamps are not gaps, and implausible stamps do not make hours of silence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "audio/ffmpeg.h"

namespace affectus {

/// For messages: "1.25 s".
std::string seconds_in_words(double seconds);

class TimeLine {
 public:
  /// The place of a frame.
  struct Place {
    double silence_s = 0;      // silence before the frame
    std::int64_t skipped = 0;  // samples at its beginning that lie before the media's start
  };

  /// For a stream of an open recording. Formats that only count their samples have no time of their own, so nothing is late
  /// in them.
  TimeLine(const AVFormatContext& format, const AVStream& stream);

  /// True if the frame continues the placed frames, up to rounding of its stamp.
  bool continues(const AVFrame& frame) const;
  /// True if `next` confirms the stamp of `frame`, which did not continue: then it is not a single wrong stamp.
  bool confirms(const AVFrame& frame, const AVFrame& next) const;
  /// Places the next frame; if its stamp is not `trusted`, directly after the frame before.
  Place place(const AVFrame& frame, bool trusted);

  /// In order.
  const std::vector<Silence>& silences() const { return silences_; }
  /// Seconds of silence before the first sound.
  double late_s() const { return !silences_.empty() && silences_[0].why == Warning::late_start ? silences_[0].end_s : 0; }
  /// A message about implausible stamps; empty if there are none.
  std::string disbelieved() const;

 private:
  std::optional<double> stamp_s(const AVFrame& frame) const;
  double position_s() const { return base_s_ + (rate_hz_ > 0 ? static_cast<double>(samples_) / rate_hz_ : 0); }

  bool has_time_ = false;     // the format's stamps mean something
  bool has_start_only_;       // AVI: what follows is counted, in blocks that packets do not keep to
  bool may_restart_ = false;  // parts that begin anew may follow each other
  double origin_s_ = 0;       // the stamp of the media's start
  double unit_s_ = 0;         // of a stamp
  double shift_s_ = 0;        // subtracted from the stamps since an implausible one
  bool has_begun_ = false;
  double base_s_ = 0;  // end of the placed frames, before the samples at rate_hz_
  std::int64_t samples_ = 0;
  int rate_hz_ = 0;
  std::vector<Silence> silences_;
  double silent_s_ = 0;
  std::size_t stray_ = 0;            // single wrong stamps
  std::optional<double> jump_at_s_;  // place of the first implausible lasting jump
  double jump_s_ = 0;
};

/// "no sound from 5.00 s to 15.00 s: taken as silence", of all.
std::string silences_text(const std::vector<Silence>& silences);

}  // namespace affectus
