// Where a recording's sound lies in the time of the media: from the time stamps of decoded frames, how much silence a late
// start and gaps stand for. Rounded stamps are no gaps, and stamps that cannot be true make no hours of silence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "audio/ffmpeg.h"

namespace affectus {

class TimeLine {
 public:
  /// What to do with a frame.
  struct Place {
    double silence_s = 0;      // comes before it
    std::int64_t skipped = 0;  // samples at its beginning that lie before the media's start
  };

  /// Of an open recording's stream. Formats that only count their samples have no time of their own: nothing is late there.
  TimeLine(const AVFormatContext& format, const AVStream& stream);

  /// True where the frame goes on from what was placed, its stamp rounded at most.
  bool continues(const AVFrame& frame) const;
  /// True where `next` confirms the stamp of `frame`, which did not continue: it is not a single wrong one.
  bool confirms(const AVFrame& frame, const AVFrame& next) const;
  /// Places the next frame; where its stamp is not `trusted`, right behind what came before.
  Place place(const AVFrame& frame, bool trusted);

  /// In order.
  const std::vector<Silence>& silences() const { return silences_; }
  /// Seconds of silence before the first sound.
  double late_s() const { return !silences_.empty() && silences_[0].why == Warning::late_start ? silences_[0].end_s : 0; }
  /// Stamps that were not believed, in words; empty where there are none.
  std::string disbelieved() const;

 private:
  std::optional<double> stamp_s(const AVFrame& frame) const;
  double position_s() const { return base_s_ + (rate_hz_ > 0 ? static_cast<double>(samples_) / rate_hz_ : 0); }

  bool has_time_ = false;     // the format's stamps mean something
  bool may_restart_ = false;  // parts that begin anew may follow each other
  double origin_s_ = 0;       // the stamp of the media's start
  double unit_s_ = 0;         // of a stamp
  double shift_s_ = 0;        // taken off the stamps since one was not believed
  bool has_begun_ = false;
  double base_s_ = 0;  // where what was placed ends, before the samples at rate_hz_
  std::int64_t samples_ = 0;
  int rate_hz_ = 0;
  std::vector<Silence> silences_;
  double silent_s_ = 0;
  std::size_t stray_ = 0;            // single wrong stamps
  std::optional<double> jump_at_s_;  // where the first lasting jump was that was not believed
  double jump_s_ = 0;
};

/// "no sound from 5.00 s to 15.00 s: taken as silence", of all.
std::string silences_text(const std::vector<Silence>& silences);

}  // namespace affectus
