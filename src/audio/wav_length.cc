#include "audio/wav_length.h"

#include <algorithm>
#include <array>

namespace affectus {
namespace {

constexpr std::size_t chunk_header = 8, riff_header = 12;
constexpr std::size_t most_chunks = 4096;
constexpr std::size_t block_bytes = std::size_t{64} * 1024;
constexpr std::uint64_t searched_bytes = 4 * 1024 * 1024;  // of a rest, for values that are not 0
constexpr std::uint64_t longest_unlisted_chunk = 16 * 1024 * 1024;

std::uint32_t number(std::string_view bytes, bool is_big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[is_big_endian ? i : 3 - i]);
  return value;
}

bool begins_recording(std::string_view head) {
  return head.size() >= riff_header && (head.starts_with("RIFF") || head.starts_with("RIFX") || head.starts_with("RF64")) &&
         head.substr(8, 4) == "WAVE";
}

bool is_listed_chunk(std::string_view name) {
  static constexpr std::array<std::string_view, 26> names = {
      "LIST", "id3 ", "ID3 ", "JUNK", "junk", "PAD ", "FLLR", "bext", "fact", "cue ", "plst", "smpl", "inst",
      "iXML", "_PMX", "axml", "DISP", "afsp", "cart", "levl", "PEAK", "acid", "strc", "MD5 ", "SNDM", "data"};
  return std::ranges::find(names, name) != names.end();
}

// Tags that players append are no chunks.
bool begins_tag(std::string_view head) {
  return head.starts_with("TAG") || head.starts_with("ID3") || head.starts_with("APETAGEX") || head.starts_with("LYRICS");
}

bool is_printable(std::string_view name) {
  return name.size() == 4 && std::ranges::all_of(name, [](char letter) { return letter >= ' ' && letter <= '~'; });
}

bool is_chunk(std::string_view head, std::uint64_t most_bytes) {
  if (head.size() < chunk_header) return false;
  const std::string_view name = head.substr(0, 4);
  return is_listed_chunk(name) || (is_printable(name) && number(head.substr(4), /*is_big_endian=*/false) <=
                                                             std::min(most_bytes, longest_unlisted_chunk));
}

// Of those that begin at `place`: a tag, or what is no chunk, is not searched for further ones.
std::uint64_t end_of_chunks(const BytesAt& bytes_at, std::uint64_t place, std::uint64_t file_size) {
  for (std::size_t chunk = 0; chunk < most_chunks && place < file_size; ++chunk) {
    const std::string head = bytes_at(place, riff_header);
    if (begins_tag(head) || !is_chunk(head, file_size - place)) break;
    const std::uint64_t size = number(std::string_view(head).substr(4), /*is_big_endian=*/false);
    place += chunk_header + size + size % 2;
  }
  return std::min(place, file_size);
}

bool is_all_zero(const BytesAt& bytes_at, std::uint64_t first, std::uint64_t end) {
  const std::uint64_t until = std::min(end, first + searched_bytes);
  const auto is_zero = [&](std::uint64_t place) {
    return std::ranges::all_of(bytes_at(place, static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, end - place))),
                               [](char byte) { return byte == 0; });
  };
  for (std::uint64_t place = first; place < until; place += block_bytes)
    if (!is_zero(place)) return false;
  return end - first <= block_bytes || is_zero(end - block_bytes);
}

}  // namespace

bool is_open_wav_length(std::uint64_t bytes) {
  return bytes == 0 || bytes >= 0xfffff000U || (bytes >= 0x7fff0000U && bytes <= 0x80010000U);
}

std::optional<WavData> find_wav_data(const BytesAt& bytes_at) {
  constexpr std::size_t byte_rate_at = 8;
  const std::string head = bytes_at(0, riff_header);
  if (!begins_recording(head) || head.starts_with("RF64")) return std::nullopt;
  const bool is_big_endian = head.starts_with("RIFX");
  WavData data;
  std::uint64_t at = riff_header;
  for (std::size_t chunk = 0; chunk < most_chunks; ++chunk) {
    const std::string header = bytes_at(at, chunk_header + byte_rate_at + 4);
    if (header.size() < chunk_header) return std::nullopt;
    const std::uint32_t size = number(std::string_view(header).substr(4), is_big_endian);
    if (header.starts_with("fmt ") && header.size() >= chunk_header + byte_rate_at + 4)
      data.bytes_per_second = number(std::string_view(header).substr(chunk_header + byte_rate_at), is_big_endian);
    if (header.starts_with("data")) {
      data.first = at + chunk_header;
      data.bytes = size;
      data.is_length_known = !is_open_wav_length(size);
      return data;
    }
    at += chunk_header + size + size % 2;
  }
  return std::nullopt;
}

WavRest rest_of_wav(const WavData& data, const BytesAt& bytes_at, std::uint64_t file_size, std::uint64_t& end) {
  constexpr double shortest_s = 0.1;  // less is the rest of a sector or a writer's own mark
  end = data.first + data.bytes;
  if (data.bytes == 0 || end >= file_size) {
    end = file_size;
    return WavRest::chunks;
  }
  // A length may or may not count the byte that makes it even.
  for (const std::uint64_t place : {end + data.bytes % 2, end}) {
    const std::string head = bytes_at(place, riff_header);
    if (begins_recording(head)) return WavRest::recording;
    if (begins_tag(head) || is_chunk(head, file_size - place)) {
      end = end_of_chunks(bytes_at, place, file_size);
      return WavRest::chunks;
    }
  }
  if (data.seconds(file_size - end) < shortest_s) return WavRest::chunks;  // up to there
  return is_all_zero(bytes_at, end, file_size) ? WavRest::zeros : WavRest::samples;
}

WavRest rest_of_wav(std::string_view head) {
  if (begins_recording(head)) return WavRest::recording;
  if (head.size() < riff_header || begins_tag(head) || is_chunk(head, longest_unlisted_chunk)) return WavRest::chunks;
  return std::ranges::all_of(head, [](char byte) { return byte == 0; }) ? WavRest::zeros : WavRest::samples;
}

}  // namespace affectus
