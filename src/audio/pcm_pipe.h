// Uncompressed samples from a pipe, in packets of what has come by now: FFmpeg's demuxers wait for packets of at least a
// kilobyte, which is an eighth of a second of telephony.
#pragma once

#include <cstdint>
#include <string>

#include "audio/ffmpeg.h"
#include "audio/wav_length.h"

namespace affectus {

class PcmPipe {
 public:
  /// True where `format`, just opened, is WAV or headerless with one stream of samples of whole bytes as they are, and its
  /// input is at the first of them.
  static bool can_read(const AVFormatContext& format, bool is_raw);

  /// `promised` are the bytes that the header promises, 0 where it does not say.
  PcmPipe(AVFormatContext& format, std::uint64_t promised);

  /// Fills `packet` with whole frames, at least one; an error code of FFmpeg's, AVERROR_EOF at the end. May wait for the
  /// first byte.
  int read(AVPacket& packet);

  /// At the end: seconds that the header promises, where the bytes ended before; else 0.
  double promised_s() const;
  /// At the end: what followed the samples that the header promises, if the pipe went on.
  WavRest rest() const { return rest_; }

 private:
  int read_bytes(std::uint8_t* bytes, int wanted);
  bool goes_on();

  AVIOContext& io_;
  int frame_bytes_;
  double bytes_per_second_;
  std::uint64_t promised_;   // bytes; endless where the header does not say
  std::uint64_t left_;       // of those
  std::string begun_;        // bytes of the next packet that were looked at
  std::uint64_t zeros_ = 0;  // bytes of the next packets
  WavRest rest_ = WavRest::chunks;
};

}  // namespace affectus
