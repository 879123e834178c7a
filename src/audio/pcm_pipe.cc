#include "audio/pcm_pipe.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace affectus {
namespace {

constexpr int most_bytes = 8192;
constexpr std::size_t rest_head = 12;
constexpr std::size_t longest_looked_at = std::size_t{1} << 20U;
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

// Appends up to `count` bytes, waiting for all of them; fewer at the end.
void PcmPipe::fetch(std::string& bytes, std::size_t count) {
  const std::size_t before = bytes.size();
  bytes.resize(before + count);
  const int got = avio_read(&io_, reinterpret_cast<std::uint8_t*>(bytes.data()) + before, static_cast<int>(count));
  bytes.resize(before + static_cast<std::size_t>(std::max(0, got)));
}

// The promised samples are read, but for a part of a frame: whether more of them follow, as after a length that has wrapped.
// The length may or may not count the byte that makes it even.
bool PcmPipe::goes_on() {
  fetch(begun_, static_cast<std::size_t>(left_));
  const std::size_t padding = promised_ % 2;
  std::string rest;
  fetch(rest, padding + rest_head);
  rest_ = rest_of_wav(std::string_view(rest).substr(std::min(padding, rest.size())));
  if (padding > 0 && (rest_ == WavRest::samples || rest_ == WavRest::zeros)) rest_ = rest_of_wav(rest);
  if (rest_ == WavRest::samples || rest_ == WavRest::zeros) {
    const std::size_t shortest = std::clamp<std::size_t>(static_cast<std::size_t>(shortest_wav_rest_s * bytes_per_second_),
                                                         rest.size(), longest_looked_at);
    fetch(rest, shortest - rest.size());
    if (rest.size() < shortest) rest_ = WavRest::chunks;
  }
  if (rest_ == WavRest::chunks || rest_ == WavRest::recording) return false;
  const std::size_t first = std::min(rest.find_first_not_of('\0'), rest.size());
  zeros_ = first;
  after_zeros_ = rest.substr(first);
  rest_ = after_zeros_.empty() ? find_end_of_zeros() : WavRest::samples;
  if (rest_ != WavRest::samples) return false;
  left_ = promised_ = endless;
  return true;
}

WavRest PcmPipe::find_end_of_zeros() {
  std::array<std::uint8_t, most_bytes> block{};
  for (int count; (count = avio_read_partial(&io_, block.data(), most_bytes)) > 0;) {
    const auto first = std::find_if(block.begin(), block.begin() + count, [](std::uint8_t byte) { return byte != 0; });
    zeros_ += static_cast<std::uint64_t>(first - block.begin());
    after_zeros_.assign(first, block.begin() + count);
    if (!after_zeros_.empty()) return WavRest::samples;
  }
  return WavRest::zeros;
}

// What was looked at comes first.
int PcmPipe::read_bytes(std::uint8_t* bytes, int wanted) {
  const auto take = [&](std::string& from) {
    const std::size_t count = std::min(from.size(), static_cast<std::size_t>(wanted));
    std::copy_n(from.begin(), count, bytes);
    from.erase(0, count);
    return static_cast<int>(count);
  };
  if (!begun_.empty()) return take(begun_);
  if (zeros_ > 0) {
    const int count = static_cast<int>(std::min<std::uint64_t>(zeros_, static_cast<std::uint64_t>(wanted)));
    std::fill_n(bytes, count, std::uint8_t{0});
    zeros_ -= static_cast<std::uint64_t>(count);
    return count;
  }
  return after_zeros_.empty() ? avio_read_partial(&io_, bytes, wanted) : take(after_zeros_);
}

int PcmPipe::read(AVPacket& packet) {
  const auto frame_bytes = static_cast<std::uint64_t>(frame_bytes_);
  if (left_ < frame_bytes && (rest_ != WavRest::chunks || !goes_on())) return AVERROR_EOF;
  const auto wanted =
      static_cast<int>(std::min(left_ / frame_bytes, std::max<std::uint64_t>(1, most_bytes / frame_bytes)) * frame_bytes);
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
