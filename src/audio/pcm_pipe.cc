#include "audio/pcm_pipe.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace affectus {
namespace {

constexpr int most_bytes = 8192;
constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t unknown_size = 0xfffff000U;  // writers that cannot seek back leave a size near 2^32

}  // namespace

bool PcmPipe::can_read(const AVFormatContext& format) {
  if (std::string_view(format.iformat->name) != "wav" || format.nb_streams != 1) return false;
  const AVCodecParameters& stream = *format.streams[0]->codecpar;
  const int bits = av_get_exact_bits_per_sample(stream.codec_id);
  return stream.codec_type == AVMEDIA_TYPE_AUDIO && bits > 0 && bits % 8 == 0 && stream.sample_rate > 0 &&
         stream.block_align > 0 && stream.block_align == stream.ch_layout.nb_channels * bits / 8;
}

PcmPipe::PcmPipe(AVFormatContext& format) : io_(*format.pb), frame_bytes_(format.streams[0]->codecpar->block_align) {
  const std::int64_t frames = format.streams[0]->duration;
  left_ = frames > 0 ? static_cast<std::uint64_t>(frames) * static_cast<std::uint64_t>(frame_bytes_) : endless;
  if (left_ >= unknown_size) left_ = endless;
}

int PcmPipe::read(AVPacket& packet) {
  const auto wanted = static_cast<int>(
      std::min<std::uint64_t>(left_, static_cast<std::uint64_t>(std::max(1, most_bytes / frame_bytes_) * frame_bytes_)));
  if (wanted < frame_bytes_) return AVERROR_EOF;
  int code = av_new_packet(&packet, wanted);
  if (code < 0) return code;
  int got = avio_read_partial(&io_, packet.data, wanted);
  // The rest of a frame that has begun.
  while (got > 0 && got % frame_bytes_ != 0) {
    code = avio_read_partial(&io_, packet.data + got, frame_bytes_ - got % frame_bytes_);
    if (code <= 0) break;
    got += code;
  }
  if (got > 0) got -= got % frame_bytes_;
  if (got <= 0) {
    av_packet_unref(&packet);
    return got == 0 ? AVERROR_EOF : got;
  }
  av_shrink_packet(&packet, got);
  left_ -= left_ == endless ? 0 : static_cast<std::uint64_t>(got);
  return 0;
}

}  // namespace affectus
