// Uncompressed WAV from a pipe, in packets of what has come by now: FFmpeg's demuxer waits for packets of at least a
// kilobyte, which is an eighth of a second of telephony.
#pragma once

#include <cstdint>

#include "audio/ffmpeg.h"

namespace affectus {

class PcmPipe {
 public:
  /// True where `format`, just opened, holds one stream of samples of whole bytes as they are, and its input is at the first
  /// of them.
  static bool can_read(const AVFormatContext& format);

  explicit PcmPipe(AVFormatContext& format);

  /// Fills `packet` with whole frames, at least one; an error code of FFmpeg's, AVERROR_EOF at the end. May wait for the
  /// first byte.
  int read(AVPacket& packet);

 private:
  AVIOContext& io_;
  int frame_bytes_;
  std::uint64_t left_;  // bytes that the header promises; endless where it does not
};

}  // namespace affectus
