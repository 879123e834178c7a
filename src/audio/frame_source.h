// One audio track of a recording, from bytes to decoded frames, by FFmpeg.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "audio/byte_source.h"
#include "audio/ffmpeg.h"
#include "audio/pcm_pipe.h"

namespace affectus {

class FrameSource {
 public:
  /// `name` is for messages, the extension of `file_name` for formats that have no other mark. Throws as
  /// AudioReader::open().
  FrameSource(std::unique_ptr<ByteInput> input, std::string name, const std::string& file_name, const AudioOptions& options);
  FrameSource(const FrameSource&) = delete;
  FrameSource& operator=(const FrameSource&) = delete;

  /// The next frame, of at least one sample and at a rate that speech may have. False at the end. What cannot be decoded is
  /// passed over. Throws Error(cancelled, invalid_format) and what the input's hooks throw.
  bool next(AVFrame& frame);

  const AVFormatContext& format() const { return *format_; }
  const AVStream& stream() const { return *format_->streams[stream_]; }
  /// At least 1; some streams tell their channels with the first frame only.
  int channels() const;
  /// What is given as it comes.
  bool is_piped() const { return piped_; }
  /// The container's word for the whole length in seconds, where it has one.
  std::optional<double> duration_hint_s() const;

  /// About what was opened, in words: other tracks, a header that was put right.
  const std::string& note() const { return note_; }

  /// At the end. Parts that could not be decoded:
  std::uint64_t damaged_parts() const { return damaged_parts_; }
  /// Why reading ended before the recording did, in FFmpeg's words; empty where it did not.
  const std::string& broken_off() const { return broken_off_; }
  /// True where that was because the bytes could not be read.
  bool is_unreadable() const { return source_->error() < 0; }
  /// Seconds of sound that the file promises, where it is a promise of this track's own and no guess; 0: unknown. `late_s`
  /// is how much later than the media the sound began.
  double promised_s(double late_s) const;
  /// The same of a file that only says its size, in words; empty where it is whole.
  std::string missing_bytes() const;
  /// Sound that follows but is not read, in words; empty where there is none.
  std::string left_out() const;

 private:
  static int asks_to_stop(void* self);
  [[noreturn]] void fail(ErrorCode error, const std::string& what, int code) const;
  void throw_if_stopped(int code) const;
  int open_format(const std::string& file_name, std::optional<RawFormat> raw);
  void open_decoder();
  void send_packet();
  void check_rate(int rate_hz) const;

  std::string name_;
  std::function<bool()> stopped_;
  std::string note_, left_out_;
  std::unique_ptr<ByteSource> source_;
  ffmpeg::Format format_;
  std::optional<PcmPipe> pcm_;  // in place of the demuxer
  ffmpeg::Codec codec_;
  ffmpeg::Packet packet_{ffmpeg::allocated(av_packet_alloc())};
  int stream_ = -1;
  bool piped_ = false;
  double header_s_ = 0;                         // what a file that is cut short promises
  std::vector<std::int64_t> header_durations_;  // of each stream, as its header says
  std::int64_t header_duration_ = 0;            // of the file
  bool is_last_damaged_ = false;
  std::uint64_t damaged_parts_ = 0;
  std::string broken_off_;
};

}  // namespace affectus
