// FFmpeg's objects with owners, and its log kept away from the user.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

#include <memory>
#include <new>
#include <string>

namespace affectus::ffmpeg {

struct FreeFormat {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct FreeCodec {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FreeFrame {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct FreeResampler {
  void operator()(SwrContext* context) const { swr_free(&context); }
};
/// Frees a custom AVIOContext, whose buffer may have been replaced.
struct FreeIo {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};

using Format = std::unique_ptr<AVFormatContext, FreeFormat>;
using Codec = std::unique_ptr<AVCodecContext, FreeCodec>;
using Packet = std::unique_ptr<AVPacket, FreePacket>;
using Frame = std::unique_ptr<AVFrame, FreeFrame>;
using Resampler = std::unique_ptr<SwrContext, FreeResampler>;
using Io = std::unique_ptr<AVIOContext, FreeIo>;

/// Options of a demuxer, by name.
class Dictionary {
 public:
  Dictionary() = default;
  ~Dictionary() { av_dict_free(&entries_); }
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  void set(const char* name, const std::string& value) { av_dict_set(&entries_, name, value.c_str(), 0); }
  AVDictionary** get() { return &entries_; }

 private:
  AVDictionary* entries_ = nullptr;
};

/// Takes an object that FFmpeg has allocated. Throws std::bad_alloc if the allocation failed.
template <typename Object>
Object* allocated(Object* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

/// FFmpeg's words for an error code.
std::string reason(int error);
/// Drops FFmpeg's log (its return codes suffice) and limits its allocations, because a few bytes of a header can ask for an
/// index of gigabytes. Both hold for the whole process.
void restrain();

}  // namespace affectus::ffmpeg
