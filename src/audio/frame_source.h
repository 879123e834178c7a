// Decodes one audio track of a recording from bytes to frames, by FFmpeg.
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
  /// `name` is for messages. The extension of `file_name` identifies formats that have no other mark. Throws the errors of
  /// AudioReader::open().
  FrameSource(std::unique_ptr<ByteInput> input, std::string name, const std::string& file_name, const AudioOptions& options);
  FrameSource(const FrameSource&) = delete;
  FrameSource& operator=(const FrameSource&) = delete;

  /// Gives the next frame, with at least one sample and a rate that speech may have. False at the end. Skips parts that
  /// cannot be decoded. Throws Error(cancelled, invalid_format) and the exceptions of the input's hooks.
  bool next(AVFrame& frame);

  const AVFormatContext& format() const { return *format_; }
  const AVStream& stream() const { return *format_->streams[stream_]; }
  /// At least 1. Some streams give their number of channels only with the first frame.
  int channels() const;
  /// True if the input is a pipe that is decoded while its bytes arrive.
  bool is_piped() const { return !source_->is_seekable(); }
  /// The whole length in seconds that the container claims, if any.
  std::optional<double> duration_hint_s() const;

  /// A message about the opened file: other tracks, a corrected header.
  const std::string& note() const { return note_; }

  /// Known at the end: the number of parts that could not be decoded.
  std::uint64_t damaged_parts() const { return damaged_parts_; }
  /// FFmpeg's reason if reading ended before the recording did; else empty.
  const std::string& broken_off() const { return broken_off_; }
  /// True if the reason is that the bytes could not be read.
  bool is_unreadable() const { return source_->error() < 0; }
  /// Seconds of sound that the header promises for this track, if it is not a guess; 0: unknown. `late_s` is the delay of
  /// the sound's start in the media.
  double promised_s(double late_s) const;
  /// The same for a file that only gives its size, as a message; empty if the file is whole.
  std::string missing_bytes() const;
  /// A message about sound that follows but is not read; empty if there is none.
  std::string left_out() const;

 private:
  static int asks_to_stop(void* self);
  [[noreturn]] void fail(ErrorCode error, const std::string& what, int code) const;
  void throw_if_stopped(int code) const;
  std::optional<WavData> wav_data_of(const BytesAt& bytes_at);
  std::optional<RawFormat> read_wav_header();
  [[noreturn]] void refuse_to_read(int code) const;
  int open_format(const std::string& file_name, std::optional<RawFormat> raw);
  void open_decoder();
  void keep_whole_frames(AVPacket& packet) const;
  bool is_header_within(const AVPacket& packet) const;
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
  bool is_recognised_ = false;                  // its format, by more than its name
  std::uint64_t promised_bytes_ = 0;            // of a WAV that is piped, 0: unknown
  double header_s_ = 0;                         // seconds that a file which is cut short promises
  std::vector<std::int64_t> header_durations_;  // of each stream, as its header says
  std::int64_t header_duration_ = 0;            // of the file
  bool is_last_damaged_ = false;
  std::uint64_t damaged_parts_ = 0;
  std::string broken_off_;
};

}  // namespace affectus
