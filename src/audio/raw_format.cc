#include "audio/raw_format.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "affectus/error.h"
#include "text/joined.h"
#include "text/letter_case.h"
#include "text/parsed_number.h"

namespace affectus {
namespace {

constexpr std::array<std::string_view, 8> encodings = {"s16le", "s16be", "s24le", "s32le", "f32le", "u8", "mulaw", "alaw"};

constexpr std::array<std::string_view, 42> headerless_extensions = {
    "al",   "alaw",  "f32",   "f32be",  "f32le", "f64",   "g711",  "g711a", "g711u", "la",  "lpcm",  "lu", "mulaw", "pcm",
    "pcma", "pcmu",  "raw",   "rawpcm", "s16",   "s16be", "s16le", "s24",   "s24le", "s32", "s32le", "s8", "sb",    "sl",
    "sln",  "sln12", "sln16", "sln24",  "sln32", "sln44", "sln48", "sw",    "u16",   "u8",  "ub",    "ul", "ulaw",  "uw"};

std::string extension_of(const std::filesystem::path& name) {
  const std::string extension = lower_case(name.extension().string());
  return extension.empty() ? extension : extension.substr(1);
}

[[noreturn]] void refuse(const std::string& expected, const std::string& found) {
  throw Error(ErrorCode::invalid_argument, "raw: expected " + expected + ", found " + found);
}

}  // namespace

RawFormat parse_raw_format(const std::string& text) {
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  for (std::string_view rest = text;; rest.remove_prefix(rest.find(':') + 1)) {
    if (count < parts.size()) parts[count] = rest.substr(0, rest.find(':'));
    ++count;
    if (rest.find(':') == std::string_view::npos) break;
  }
  const auto encoding = std::ranges::find(encodings, std::string_view(lower_case(std::string(parts[0]))));
  const std::optional<int> rate = parsed_number<int>(parts[1]), channels = count > 2 ? parsed_number<int>(parts[2]) : 1;
  if (count < 2 || count > 3 || encoding == encodings.end() || !rate || !channels)
    refuse("ENCODING:RATE[:CHANNELS], such as mulaw:8000, with one of " + joined(encodings), "'" + text + "'");
  const RawFormat raw{static_cast<RawEncoding>(encoding - encodings.begin()), *rate, *channels};
  check(raw);
  return raw;
}

std::string raw_format_text(const RawFormat& raw) {
  return std::string(encodings.at(static_cast<std::size_t>(raw.encoding))) + ":" + std::to_string(raw.rate_hz) + ":" +
         std::to_string(raw.channels);
}

bool is_in_range(const RawFormat& raw) {
  return raw.rate_hz >= lowest_sample_rate_hz && raw.rate_hz <= highest_sample_rate_hz && raw.channels >= 1 &&
         raw.channels <= most_channels;
}

void check(const RawFormat& raw) {
  if (raw.rate_hz < lowest_sample_rate_hz || raw.rate_hz > highest_sample_rate_hz)
    refuse("a sampling rate of " + std::to_string(lowest_sample_rate_hz) + " to " + std::to_string(highest_sample_rate_hz) +
               " Hz",
           std::to_string(raw.rate_hz));
  if (raw.channels < 1 || raw.channels > most_channels)
    refuse("1 to " + std::to_string(most_channels) + " channels", std::to_string(raw.channels));
}

std::optional<RawFormat> raw_format_of(const std::filesystem::path& name) {
  const std::string extension = extension_of(name);
  if (extension == "ul") return RawFormat{RawEncoding::mulaw, 8000, 1};
  if (extension == "al") return RawFormat{RawEncoding::alaw, 8000, 1};
  if (extension == "sln") return RawFormat{RawEncoding::s16le, 8000, 1};
  return std::nullopt;
}

bool is_headerless_name(const std::filesystem::path& name) {
  return std::ranges::find(headerless_extensions, std::string_view(extension_of(name))) != headerless_extensions.end();
}

std::string_view marked_format(std::string_view head) {
  if (head.starts_with("RIFF") || head.starts_with("RIFX") || head.starts_with("RF64")) return "WAV";
  if (head.starts_with("fLaC")) return "FLAC";
  if (head.starts_with("OggS")) return "Ogg";
  if (head.starts_with("ID3")) return "MP3";
  if (head.starts_with("\x1a\x45\xdf\xa3")) return "Matroska";
  if (head.starts_with("FORM")) return "AIFF";
  return head.size() >= 8 && head.substr(4).starts_with("ftyp") ? "MP4" : "";
}

const AVInputFormat* raw_demuxer(const RawFormat& raw, ffmpeg::Dictionary& options) {
  const std::string name(encodings.at(static_cast<std::size_t>(raw.encoding)));
  options.set("sample_rate", std::to_string(raw.rate_hz));
  options.set("ch_layout", std::to_string(raw.channels) + " channels");
  const AVInputFormat* format = av_find_input_format(name.c_str());
  if (format == nullptr) throw Error(ErrorCode::unsupported, "this FFmpeg reads no raw " + name);
  return format;
}

}  // namespace affectus
