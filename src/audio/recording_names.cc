#include "audio/recording_names.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "text/letter_case.h"

namespace affectus {
namespace {

constexpr std::array<std::string_view, 54> extensions = {
    "3g2", "3gp",  "aac", "ac3", "adts", "aif", "aifc", "aiff", "alac", "al",  "amr",  "ape", "asf", "au",
    "avi", "awb",  "caf", "dts", "eac3", "f4v", "flac", "flv",  "g722", "gsm", "m2ts", "m4a", "m4b", "m4v",
    "mka", "mkv",  "mov", "mp2", "mp3",  "mp4", "mpeg", "mpg",  "mts",  "mxf", "oga",  "ogg", "ogv", "opus",
    "ra",  "rf64", "snd", "spx", "tta",  "ul",  "voc",  "vob",  "w64",  "wav", "webm", "wma"};

}  // namespace

bool is_recording_name(const std::filesystem::path& path) {
  const std::string extension = lower_case(path.extension().string());
  return !extension.empty() && std::ranges::find(extensions, std::string_view(extension).substr(1)) != extensions.end();
}

}  // namespace affectus
