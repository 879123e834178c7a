#include "audio/ffmpeg.h"

extern "C" {
#include <libavutil/error.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
}

namespace affectus::ffmpeg {

std::string reason(int error) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(error, text, sizeof text);
  return text;
}

void restrain() {
  constexpr std::size_t most_bytes_at_once = std::size_t{256} * 1024 * 1024;  // the index of 70 hours of AAC
  av_log_set_level(AV_LOG_QUIET);
  av_max_alloc(most_bytes_at_once);
}

}  // namespace affectus::ffmpeg
