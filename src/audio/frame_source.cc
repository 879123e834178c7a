#include "audio/frame_source.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

#include "affectus/error.h"
#include "audio/container_format.h"
#include "audio/mended_input.h"
#include "audio/mov_index.h"
#include "audio/ogg_end.h"
#include "audio/raw_format.h"
#include "audio/tracks.h"
#include "audio/wav_length.h"
#include "base/failure.h"
#include "base/placeholder.h"
#include "text/counted.h"

namespace affectus {
namespace {

constexpr std::size_t most_placeholder_bytes = 4096;
constexpr std::int64_t most_frame_samples = std::int64_t{1} << 22;  // lossless codecs go to a second at the highest rate

int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EACCES); }

bool is_named(const AVInputFormat& format, std::string_view name) { return std::string_view(format.name) == name; }

// Samples as they are, which FFmpeg chooses by the extension and nothing else.
bool is_headerless(const AVInputFormat& format) {
  static constexpr std::array<std::string_view, 22> names = {
      "alaw",  "mulaw", "f32be", "f32le", "f64be", "f64le", "s16be", "s16le", "s24be", "s24le", "s32be",
      "s32le", "s8",    "u16be", "u16le", "u24be", "u24le", "u32be", "u32le", "u8",    "sln",   "vidc"};
  return std::ranges::find(names, std::string_view(format.name)) != names.end();
}

// FFmpeg reads the header of a RIFX file as big-endian, and its samples as little-endian.
AVCodecID big_endian(AVCodecID id) {
  switch (id) {
    case AV_CODEC_ID_PCM_S16LE:
      return AV_CODEC_ID_PCM_S16BE;
    case AV_CODEC_ID_PCM_S24LE:
      return AV_CODEC_ID_PCM_S24BE;
    case AV_CODEC_ID_PCM_S32LE:
      return AV_CODEC_ID_PCM_S32BE;
    case AV_CODEC_ID_PCM_S64LE:
      return AV_CODEC_ID_PCM_S64BE;
    case AV_CODEC_ID_PCM_F32LE:
      return AV_CODEC_ID_PCM_F32BE;
    case AV_CODEC_ID_PCM_F64LE:
      return AV_CODEC_ID_PCM_F64BE;
    default:
      return id;
  }
}

// As the header of a RIFF file says; 0 of others.
std::uint64_t riff_bytes(std::string_view head) {
  if (head.size() < 8 || !head.starts_with("RIFF")) return 0;
  std::uint64_t size = 8;
  for (std::size_t i = 0; i < 4; ++i) size += std::uint64_t{static_cast<unsigned char>(head[4 + i])} << (8 * i);
  return size;
}

// Of Opus: recordings that were joined have headers within.
bool is_opus_header(std::string_view packet) { return packet.starts_with("OpusHead") || packet.starts_with("OpusTags"); }

// Tracks beside it that are shown or heard.
bool is_alone(const AVFormatContext& format, int stream) {
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVStream& other = *format.streams[i];
    const bool is_picture = (other.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
    if (static_cast<int>(i) != stream && !is_picture &&
        (other.codecpar->codec_type == AVMEDIA_TYPE_VIDEO || other.codecpar->codec_type == AVMEDIA_TYPE_AUDIO))
      return false;
  }
  return true;
}

// Matroska's writers leave each track's end in a tag: "00:00:29.731000000".
double tagged_end_s(const AVStream& stream) {
  const AVDictionaryEntry* entry = av_dict_get(stream.metadata, "DURATION", nullptr, AV_DICT_IGNORE_SUFFIX);
  int hours = 0, minutes = 0, seconds = 0, nanoseconds = 0;
  if (entry == nullptr || std::sscanf(entry->value, "%d:%d:%d.%9d", &hours, &minutes, &seconds, &nanoseconds) < 3) return 0;
  return hours * 3600.0 + minutes * 60.0 + seconds + nanoseconds * 1e-9;
}

}  // namespace

FrameSource::FrameSource(std::unique_ptr<ByteInput> input, std::string name, const std::string& file_name,
                         const AudioOptions& options)
    : name_(std::move(name)), stopped_(options.stopped) {
  ffmpeg::restrain();
  std::optional<RawFormat> raw = options.recording.raw;
  if (!raw && input->is_seekable()) {
    const auto data = wav_data_of([&](std::uint64_t place, std::size_t count) { return input->bytes_at(place, count); });
    if (data && data->is_length_known && data->first + data->bytes > input->size()) header_s_ = data->seconds(data->bytes);
    if (!data)
      header_s_ = missing_w64_s([&](std::uint64_t place, std::size_t count) { return input->bytes_at(place, count); },
                                input->size());
    bool is_left_out = false;
    std::string note;
    if (data) input = mended_wav(std::move(input), *data, note, is_left_out);
    (is_left_out ? left_out_ : note_) = note;
  }
  source_ = std::make_unique<ByteSource>(std::move(input), name_);
  if (raw)
    if (const std::string_view format = marked_format(source_->head(8)); !format.empty())
      note_ = "begins as " + std::string(format) + " does, but is read as samples without a header";
  if (!raw && is_piped()) raw = read_wav_header();
  int code = open_format(file_name, raw);
  if (code < 0 && code != AVERROR_EXIT && is_recognised_) {
    format_.reset();  // it holds on to the source's old end
    if (source_->spool()) code = open_format(file_name, raw);
  }
  source_->rethrow();
  throw_if_stopped(code);
  if (code < 0 && source_->error() < 0)
    throw Error(ErrorCode::unreadable, name_ + ": cannot be read: " + ffmpeg::reason(source_->error()));
  if (code < 0) refuse_to_read(code);
  const bool is_big_endian = !raw && is_named(*format_->iformat, "wav") && source_->head(4) == "RIFX";
  source_->forget_beginning();
  if (is_big_endian) format_->streams[0]->codecpar->codec_id = big_endian(format_->streams[0]->codecpar->codec_id);
  std::string tracks;
  stream_ = choose_track(*format_, options.recording.track, name_, tracks);
  if (!tracks.empty()) note_ += (note_.empty() ? "" : "; ") + tracks;
  for (unsigned i = 0; i < format_->nb_streams; ++i)
    if (static_cast<int>(i) != stream_) format_->streams[i]->discard = AVDISCARD_ALL;
  open_decoder();
}

// Demuxers may take an input that gives up for one that ends, or for no recording.
void FrameSource::throw_if_stopped(int code) const {
  if (code == AVERROR_EXIT || (code < 0 && stopped_ && stopped_())) throw_cancelled();
}

// For demuxers that search for long without a byte that is new.
int FrameSource::asks_to_stop(void* self) {
  const auto& source = *static_cast<const FrameSource*>(self);
  return source.stopped_ && source.stopped_() ? 1 : 0;
}

void FrameSource::fail(ErrorCode error, const std::string& what, int code) const {
  throw Error(error, name_ + ": " + what + ": " + ffmpeg::reason(code));
}

void FrameSource::refuse_to_read(int code) const {
  const std::string head = source_->head(most_placeholder_bytes);
  refuse_placeholder(head, name_, FileMeaning::recording);
  if (!is_piped() &&
      lacks_mov_index([&](std::uint64_t place, std::size_t count) { return source_->peek(place, count); }, source_->size()))
    throw Error(ErrorCode::invalid_format,
                name_ + ": is cut short: its index (moov) is missing, without which its sound is lost");
  if (is_recognised_) fail(ErrorCode::invalid_format, "is no recording that FFmpeg can read", code);
  throw Error(ErrorCode::invalid_format,
              name_ + ": is no recording that FFmpeg can read: its format is unknown; samples " +
                  "without a header need --raw ENCODING:RATE[:CHANNELS], such as --raw s16le:16000");
}

void FrameSource::check_rate(int rate_hz) const {
  if (rate_hz >= lowest_sample_rate_hz && rate_hz <= highest_sample_rate_hz) return;
  throw Error(ErrorCode::invalid_format, name_ + ": expected a sampling rate of " + std::to_string(lowest_sample_rate_hz) +
                                             " to " + std::to_string(highest_sample_rate_hz) + " Hz, found " +
                                             std::to_string(rate_hz));
}

// Absent for other formats. FFmpeg would search a WAV without data chunk to its end, chunk by chunk.
std::optional<WavData> FrameSource::wav_data_of(const BytesAt& bytes_at) {
  bool gave_up = false;
  const auto data = find_wav_data(bytes_at, &gave_up);
  if (source_) source_->rethrow();
  if (gave_up)
    throw Error(ErrorCode::invalid_format,
                name_ + ": expected a data chunk among the first thousands of its WAV header, found none");
  return data;
}

// FFmpeg's demuxer of WAV waits for 64 KB before the first sample, and does not pass on a length. Absent: it is left to that
// demuxer; else the samples come next.
std::optional<RawFormat> FrameSource::read_wav_header() {
  const auto data = wav_data_of([&](std::uint64_t place, std::size_t count) { return source_->peek(place, count); });
  if (!data) return std::nullopt;
  if (data->is_length_known) promised_bytes_ = data->bytes;
  if (data->format) source_->begin_at(data->first);
  return data->format;
}

// FFmpeg reads by our callbacks only. Formats that name other sources are refused before a byte of them is acted upon, and
// whatever a demuxer may still want to open beside the recording finds no protocol allowed.
int FrameSource::open_format(const std::string& file_name, std::optional<RawFormat> raw) {
  const AVInputFormat* input_format = nullptr;
  if (!raw) {
    const int score = av_probe_input_buffer2(source_->io(), &input_format, file_name.c_str(), nullptr, 0, 0);
    source_->rethrow();
    throw_if_stopped(score);
    if (score < 0 && source_->error() < 0) return score;
    is_recognised_ = score > AVPROBE_SCORE_EXTENSION;
    const bool is_recognised = is_recognised_ || (score >= 0 && !is_headerless_name(file_name));
    if (!is_recognised && is_headerless_name(file_name)) raw = raw_format_of(file_name);
    if (!raw && ((!is_recognised && is_headerless_name(file_name)) || (score >= 0 && is_headerless(*input_format))))
      throw Error(ErrorCode::unsupported,
                  name_ +
                      ": expected a recording with a header, found none; samples without one need --raw "
                      "ENCODING:RATE[:CHANNELS], such as --raw s16le:16000");
    if (!raw && score < 0) return score;
    if (!raw && names_other_sources(*input_format))
      throw Error(ErrorCode::unsupported,
                  name_ + ": expected a recording, found " + std::string(input_format->long_name) +
                      ", which holds none or only names other files; give the recordings themselves");
  }
  ffmpeg::Dictionary options;
  if (raw) input_format = raw_demuxer(*raw, options);
  AVFormatContext* context = ffmpeg::allocated(avformat_alloc_context());
  context->pb = source_->io();
  context->io_open = refuse_to_open;
  context->protocol_whitelist = ffmpeg::allocated(av_strdup(""));
  context->flags |= AVFMT_FLAG_CUSTOM_IO;
  context->interrupt_callback = {&FrameSource::asks_to_stop, this};
  // FFmpeg frees the context where this fails.
  int code = avformat_open_input(&context, file_name.c_str(), input_format, options.get());
  if (code < 0) return code;
  format_.reset(context);
  if (is_piped() && PcmPipe::can_read(*context, raw.has_value())) {
    pcm_.emplace(*context, promised_bytes_);
    return 0;
  }
  // What the header says, before FFmpeg fills in what it does not say.
  header_durations_.clear();
  for (unsigned i = 0; i < context->nb_streams; ++i) header_durations_.push_back(context->streams[i]->duration);
  header_duration_ = context->duration;
  return avformat_find_stream_info(context, nullptr);
}

void FrameSource::open_decoder() {
  const AVCodecParameters* parameters = stream().codecpar;
  if (parameters->sample_rate > 0) check_rate(parameters->sample_rate);
  const AVCodec* decoder = avcodec_find_decoder(parameters->codec_id);
  codec_.reset(ffmpeg::allocated(avcodec_alloc_context3(decoder)));
  int code = avcodec_parameters_to_context(codec_.get(), parameters);
  codec_->thread_count = 1;
  codec_->pkt_timebase = stream().time_base;
  codec_->max_samples = most_frame_samples;
  if (code >= 0) code = avcodec_open2(codec_.get(), decoder, nullptr);
  if (code < 0) fail(ErrorCode::invalid_format, "its audio cannot be decoded", code);
}

int FrameSource::channels() const { return std::max(1, codec_->ch_layout.nb_channels); }

std::optional<double> FrameSource::duration_hint_s() const {
  if (format_->duration <= 0 || format_->duration == AV_NOPTS_VALUE) return std::nullopt;
  return static_cast<double>(format_->duration) / AV_TIME_BASE;
}

bool FrameSource::next(AVFrame& frame) {
  for (;;) {
    const int code = avcodec_receive_frame(codec_.get(), &frame);
    if (code == AVERROR_EOF) return false;
    if (code == AVERROR(EAGAIN)) {
      send_packet();
    } else if (code < 0) {
      ++damaged_parts_;
      send_packet();
    } else if (frame.nb_samples > 0 && frame.ch_layout.nb_channels > 0) {
      if (frame.decode_error_flags != 0) ++damaged_parts_;
      check_rate(frame.sample_rate);
      return true;
    }
  }
}

// Uncompressed samples: leaves what a file's end has of a frame, which the decoder takes for damage.
void FrameSource::keep_whole_frames(AVPacket& packet) const {
  const AVCodecID codec = codec_->codec_id;
  const int bits = av_get_exact_bits_per_sample(codec), frame_bytes = channels() * bits / 8;
  if (codec < AV_CODEC_ID_FIRST_AUDIO || codec >= AV_CODEC_ID_ADPCM_IMA_QT || bits % 8 != 0 || frame_bytes == 0) return;
  av_shrink_packet(&packet, packet.size - packet.size % frame_bytes);
}

bool FrameSource::is_header_within(const AVPacket& packet) const {
  return codec_->codec_id == AV_CODEC_ID_OPUS &&
         is_opus_header({reinterpret_cast<const char*>(packet.data), static_cast<std::size_t>(packet.size)});
}

void FrameSource::send_packet() {
  for (;;) {
    av_packet_unref(packet_.get());
    const int code = pcm_ ? pcm_->read(*packet_) : av_read_frame(format_.get(), packet_.get());
    source_->rethrow();
    throw_if_stopped(code);
    if (code < 0) {
      const int reason = source_->error() < 0 ? source_->error() : code;
      if (reason != AVERROR_EOF) broken_off_ = ffmpeg::reason(reason);
      avcodec_send_packet(codec_.get(), nullptr);
      return;
    }
    if (packet_->stream_index != stream_) continue;
    // A last packet that is short may just be the last.
    if (is_last_damaged_) ++damaged_parts_;
    is_last_damaged_ = (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0;
    keep_whole_frames(*packet_);
    if (packet_->size == 0 || is_header_within(*packet_)) continue;
    if (avcodec_send_packet(codec_.get(), packet_.get()) >= 0) return;
    ++damaged_parts_;
  }
}

double FrameSource::promised_s(double late_s) const {
  if (header_s_ > 0) return header_s_;
  if (pcm_) return pcm_->promised_s();
  const AVInputFormat& input_format = *format_->iformat;
  const auto index = static_cast<std::size_t>(stream_);
  const std::int64_t own = index < header_durations_.size() ? header_durations_[index] : AV_NOPTS_VALUE;
  const double own_s = own > 0 ? static_cast<double>(own) * av_q2d(stream().time_base) : 0;
  const double file_s = header_duration_ > 0 ? static_cast<double>(header_duration_) / AV_TIME_BASE : 0;
  if (is_named(input_format, "wav")) return is_piped() ? 0 : own_s;
  // It counts packets that hold nothing, too.
  if (is_named(input_format, "avi")) return 0;
  // FFmpeg takes the place of the last page for a length; an Opus stream may begin at any place (RFC 7845, 4.6).
  if (is_named(input_format, "ogg")) return 0;
  // FFmpeg counts a CAF's frames, and gives no length.
  if (is_named(input_format, "caf") && own_s == 0 && stream().nb_frames > 0)
    return static_cast<double>(stream().nb_frames) / stream().codecpar->sample_rate;
  // A length of the whole file is that of its picture, too, and counts from its start.
  if (is_named(input_format, "asf") || is_named(input_format, "flv") || is_named(input_format, "matroska,webm")) {
    double end_s = tagged_end_s(stream());
    if (end_s <= 0 && is_alone(*format_, stream_)) end_s = own_s > 0 ? own_s : file_s;
    return std::max(0.0, end_s - late_s);
  }
  return own_s;
}

// FFmpeg fits an AVI's lengths to what is there, and does not miss an Ogg's last page.
std::string FrameSource::missing_bytes() const {
  if (is_piped()) return "";
  if (is_named(*format_->iformat, "ogg"))
    return lacks_last_page([&](std::uint64_t place, std::size_t count) { return source_->peek(place, count); },
                           source_->size())
               ? "its last page is missing"
               : "";
  if (!is_named(*format_->iformat, "avi")) return "";
  const std::uint64_t promised = riff_bytes(source_->head(8)), there = source_->size();
  return promised <= there ? "" : std::to_string(there) + " of " + counted(promised, "byte is there", "bytes are there");
}

std::string FrameSource::left_out() const {
  if (!left_out_.empty() || !pcm_) return left_out_;
  if (pcm_->rest() == WavRest::recording) return "another recording follows in the same stream and is not read";
  return pcm_->rest() == WavRest::zeros ? "zeros after its end are not read" : "";
}

}  // namespace affectus
