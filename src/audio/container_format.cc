#include "audio/container_format.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace affectus {

bool names_other_sources(const AVInputFormat& format) {
  // FFmpeg 5.1's demuxers that open what their content, or the file's name, tells them to.
  static constexpr std::array<std::string_view, 16> names = {
      "avisynth", "concat", "dash", "hls", "image2", "imf",    "lavfi",       "mpjpeg",
      "rtp",      "rtsp",   "sap",  "sdp", "tty",    "vobsub", "vapoursynth", "webm_dash_manifest"};
  // Devices and network inputs say by this flag that they open their source on their own.
  return (format.flags & AVFMT_NOFILE) != 0 || std::ranges::find(names, std::string_view(format.name)) != names.end();
}

}  // namespace affectus
