#include "audio/ffmpeg.h"

extern "C" {
#include <libavutil/error.h>
#include <libavutil/log.h>
}

namespace affectus::ffmpeg {

std::string reason(int error) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(error, text, sizeof text);
  return text;
}

void silence_log() { av_log_set_level(AV_LOG_QUIET); }

}  // namespace affectus::ffmpeg
