// Reads uncompressed samples from a pipe as soon as they arrive. FFmpeg's demuxers wait for packets of at least a kilobyte,
// which is an eighth of a second of telephony.
#pragma once

#include <cstdint>
#include <string>

#include "audio/ffmpeg.h"
#include "audio/wav_length.h"

namespace affectus {

class PcmPipe {
 public:
  /// True if the newly opened `format` is WAV or headerless, has a single stream of uncompressed samples of whole bytes, and
  /// its input is at the first sample.
  static bool can_read(const AVFormatContext& format, bool is_raw);

  /// `promised` is the number of bytes that the header promises, 0 if it gives none.
  PcmPipe(AVFormatContext& format, std::uint64_t promised);

  /// Fills `packet` with whole frames, at least one. Returns FFmpeg's error code, AVERROR_EOF at the end. May wait for the
  /// first byte.
  int read(AVPacket& packet);

  /// Known at the end: the seconds that the header promises if the bytes ended before; else 0.
  double promised_s() const;
  /// Known at the end: what followed the promised samples, if the pipe went on.
  WavRest rest() const { return rest_; }

 private:
  int read_bytes(std::uint8_t* bytes, int wanted);
  void fetch(std::string& bytes, std::size_t count);
  bool goes_on();
  WavRest find_end_of_zeros();

  AVIOContext& io_;
  int frame_bytes_;
  double bytes_per_second_;
  std::uint64_t promised_;  // bytes; endless if the header gives none
  std::uint64_t left_;      // of those
  // Read already, in this order: a part of a frame, zeros, and what follows them.
  std::string begun_;
  std::uint64_t zeros_ = 0;
  std::string after_zeros_;
  WavRest rest_ = WavRest::chunks;
};

}  // namespace affectus
