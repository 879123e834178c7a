#include "audio/pcm_pipe.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace affectus {
namespace {

constexpr int most_bytes = 8192;
constexpr std::size_t rest_head = 12;
constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

}  // namespace

bool PcmPipe::can_read(const AVFormatContext& format, bool is_raw) {
  if ((!is_raw && std::string_view(format.iformat->name) != "wav") || format.nb_streams != 1) return false;
  const AVCodecParameters& stream = *format.streams[0]->codecpar;
  const int bits = av_get_exact_bits_per_sample(stream.codec_id);
  const int frame_bytes = stream.ch_layout.nb_channels * bits / 8;
  return stream.codec_type == AVMEDIA_TYPE_AUDIO && bits > 0 && bits % 8 == 0 && stream.sample_rate > 0 && frame_bytes > 0 &&
         (is_raw || stream.block_align == frame_bytes);
}

PcmPipe::PcmPipe(AVFormatContext& format, std::uint64_t promised)
    : io_(*format.pb), promised_(promised > 0 ? promised : endless), left_(promised_) {
  const AVCodecParameters& stream = *format.streams[0]->codecpar;
  frame_bytes_ = stream.ch_layout.nb_channels * av_get_exact_bits_per_sample(stream.codec_id) / 8;
  bytes_per_second_ = static_cast<double>(frame_bytes_) * stream.sample_rate;
}

double PcmPipe::promised_s() const {
  return promised_ == endless || left_ < static_cast<std::uint64_t>(frame_bytes_)
             ? 0
             : static_cast<double>(promised_) / bytes_per_second_;
}

// The promised samples are read: whether more of them follow, as after a length that has wrapped.
bool PcmPipe::goes_on() {
  std::array<std::uint8_t, rest_head> head{};
  const int got = std::max(0, avio_read(&io_, head.data(), rest_head));
  begun_.assign(reinterpret_cast<const char*>(head.data()), static_cast<std::size_t>(got));
  rest_ = rest_of_wav(begun_);
  if (rest_ == WavRest::zeros) {
    zeros_ = begun_.size();
    begun_.clear();
    std::array<std::uint8_t, most_bytes> block{};
    for (int count; begun_.empty() && (count = avio_read_partial(&io_, block.data(), most_bytes)) > 0;) {
      const auto first = std::find_if(block.begin(), block.begin() + count, [](std::uint8_t byte) { return byte != 0; });
      zeros_ += static_cast<std::uint64_t>(first - block.begin());
      begun_.assign(first, block.begin() + count);
    }
    if (!begun_.empty()) rest_ = WavRest::samples;
  }
  if (rest_ == WavRest::samples) left_ = promised_ = endless;
  return rest_ == WavRest::samples;
}

// What was looked at comes first.
int PcmPipe::read_bytes(std::uint8_t* bytes, int wanted) {
  if (zeros_ > 0) {
    const int count = static_cast<int>(std::min<std::uint64_t>(zeros_, static_cast<std::uint64_t>(wanted)));
    std::fill_n(bytes, count, std::uint8_t{0});
    zeros_ -= static_cast<std::uint64_t>(count);
    return count;
  }
  if (!begun_.empty()) {
    const std::size_t count = std::min(begun_.size(), static_cast<std::size_t>(wanted));
    std::copy_n(begun_.begin(), count, bytes);
    begun_.erase(0, count);
    return static_cast<int>(count);
  }
  return avio_read_partial(&io_, bytes, wanted);
}

int PcmPipe::read(AVPacket& packet) {
  if (left_ < static_cast<std::uint64_t>(frame_bytes_) && (rest_ != WavRest::chunks || !goes_on())) return AVERROR_EOF;
  const auto wanted = static_cast<int>(
      std::min<std::uint64_t>(left_, static_cast<std::uint64_t>(std::max(1, most_bytes / frame_bytes_) * frame_bytes_)));
  int code = av_new_packet(&packet, wanted);
  if (code < 0) return code;
  int got = read_bytes(packet.data, wanted);
  // The rest of a frame that has begun.
  while (got > 0 && got % frame_bytes_ != 0) {
    code = read_bytes(packet.data + got, frame_bytes_ - got % frame_bytes_);
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
