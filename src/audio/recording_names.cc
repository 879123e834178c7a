#include "audio/recording_names.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "text/letter_case.h"

namespace affectus {
namespace {

constexpr std::array<std::string_view, 85> extensions = {
    "3g2",  "3ga",  "3gp", "aa3",  "aac",  "ac3",  "adts", "aif",  "aifc", "aiff", "al",   "alac", "amr",  "ape", "asf",
    "au",   "avi",  "awb", "bw64", "bwf",  "caf",  "dff",  "divx", "dsf",  "dts",  "eac3", "f4v",  "flac", "flv", "g722",
    "gsm",  "m1a",  "m2a", "m2t",  "m2ts", "m4a",  "m4b",  "m4v",  "mka",  "mkv",  "mov",  "mp1",  "mp2",  "mp3", "mp4",
    "mpc",  "mpeg", "mpg", "mpga", "mts",  "mxf",  "nist", "nut",  "oga",  "ogg",  "ogv",  "oma",  "opus", "qcp", "ra",
    "rf64", "rifx", "rm",  "rmvb", "shn",  "sln",  "snd",  "sph",  "spx",  "tak",  "tod",  "ts",   "tta",  "ul",  "vob",
    "voc",  "w64",  "wav", "wave", "weba", "webm", "wma",  "wmv",  "wtv",  "wv"};

}  // namespace

bool is_recording_name(const std::filesystem::path& path) {
  const std::string extension = lower_case(path.extension().string());
  return !extension.empty() && std::ranges::find(extensions, std::string_view(extension).substr(1)) != extensions.end();
}

}  // namespace affectus
