#include "audio/wav_length.h"

#include <algorithm>
#include <array>

#include "audio/raw_format.h"

namespace affectus {
namespace {

constexpr std::size_t chunk_header = 8, riff_header = 12;
constexpr std::size_t most_chunks = 4096;
constexpr std::size_t block_bytes = std::size_t{64} * 1024;
constexpr std::uint64_t searched_bytes = std::uint64_t{4} << 20U;  // of a rest, for values that are not 0
constexpr std::uint64_t longest_unlisted_chunk = std::uint64_t{16} << 20U;

std::uint32_t number(std::string_view bytes, bool is_big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[is_big_endian ? i : 3 - i]);
  return value;
}

std::uint64_t wide_number(std::string_view bytes) {
  return number(bytes, /*is_big_endian=*/false) | std::uint64_t{number(bytes.substr(4), /*is_big_endian=*/false)} << 32U;
}

std::uint32_t short_number(std::string_view bytes, bool is_big_endian) {
  const auto low = static_cast<unsigned char>(bytes[is_big_endian ? 1 : 0]);
  return low | std::uint32_t{static_cast<unsigned char>(bytes[is_big_endian ? 0 : 1])} << 8U;
}

// Its lengths are those of its ds64 chunk.
bool is_wide(std::string_view head) { return head.starts_with("RF64") || head.starts_with("BW64"); }

bool begins_wav(std::string_view head) {
  return head.size() >= riff_header && (head.starts_with("RIFF") || head.starts_with("RIFX") || is_wide(head)) &&
         head.substr(8, 4) == "WAVE";
}

std::optional<RawEncoding> encoding_of(std::uint32_t tag, std::uint32_t bits, bool is_big_endian) {
  constexpr std::uint32_t integer = 1, floating = 3, a_law = 6, mu_law = 7;
  if (bits == 8 && tag == integer) return RawEncoding::u8;
  if (bits == 8 && tag == a_law) return RawEncoding::alaw;
  if (bits == 8 && tag == mu_law) return RawEncoding::mulaw;
  if (bits == 16 && tag == integer) return is_big_endian ? RawEncoding::s16be : RawEncoding::s16le;
  if (is_big_endian) return std::nullopt;
  if (bits == 24 && tag == integer) return RawEncoding::s24le;
  if (bits == 32 && tag == integer) return RawEncoding::s32le;
  if (bits == 32 && tag == floating) return RawEncoding::f32le;
  return std::nullopt;
}

// Of the content of a "fmt " chunk, of at least 16 bytes.
std::optional<RawFormat> format_of(std::string_view chunk, bool is_big_endian) {
  constexpr std::uint32_t extensible = 0xfffe;
  constexpr std::size_t sub_format_at = 24, guid_bytes = 16;
  constexpr std::string_view any_tag("\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71", 14);  // the end of such a GUID
  std::uint32_t tag = short_number(chunk, is_big_endian);
  if (tag == extensible) {
    if (chunk.size() < sub_format_at + guid_bytes || chunk.substr(sub_format_at + 2, any_tag.size()) != any_tag)
      return std::nullopt;
    tag = short_number(chunk.substr(sub_format_at), is_big_endian);
  }
  const std::uint32_t channels = short_number(chunk.substr(2), is_big_endian), rate = number(chunk.substr(4), is_big_endian),
                      frame_bytes = short_number(chunk.substr(12), is_big_endian),
                      bits = short_number(chunk.substr(14), is_big_endian);
  const std::optional<RawEncoding> encoding = encoding_of(tag, bits, is_big_endian);
  if (!encoding || frame_bytes != channels * bits / 8) return std::nullopt;
  const RawFormat format{*encoding, static_cast<int>(std::min<std::uint32_t>(rate, highest_sample_rate_hz + 1)),
                         static_cast<int>(channels)};
  return is_in_range(format) ? std::optional(format) : std::nullopt;
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

bool is_known_wide_length(std::uint64_t bytes) { return bytes > 0 && bytes < std::uint64_t{1} << 62U; }

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

std::optional<WavData> find_wav_data(const BytesAt& bytes_at, bool* gave_up) {
  constexpr std::size_t longest_format = 40, shortest_format = 16, byte_rate_at = 8, wide_length_at = 8;
  const std::string head = bytes_at(0, riff_header);
  if (!begins_wav(head)) return std::nullopt;
  const bool is_big_endian = head.starts_with("RIFX");
  WavData data;
  std::optional<std::uint64_t> wide_length;
  std::uint64_t at = riff_header;
  for (std::size_t chunk = 0; chunk < most_chunks; ++chunk) {
    const std::string bytes = bytes_at(at, chunk_header + longest_format);
    if (bytes.size() < chunk_header) return std::nullopt;
    const std::uint32_t size = number(std::string_view(bytes).substr(4), is_big_endian);
    const std::string_view content = std::string_view(bytes).substr(chunk_header, size);
    if (bytes.starts_with("fmt ") && content.size() >= shortest_format) {
      data.bytes_per_second = number(content.substr(byte_rate_at), is_big_endian);
      data.format = format_of(content, is_big_endian);
    }
    if (is_wide(head) && bytes.starts_with("ds64") && content.size() >= wide_length_at + 8) {
      wide_length = wide_number(content.substr(wide_length_at));
      data.length_place = at + chunk_header + wide_length_at;
    }
    if (bytes.starts_with("data")) {
      data.first = at + chunk_header;
      data.is_length_wide = wide_length.has_value();
      if (!wide_length) data.length_place = at + 4;
      data.bytes = wide_length.value_or(size);
      data.is_length_known = wide_length ? is_known_wide_length(*wide_length) : !is_open_wav_length(size);
      return data;
    }
    at += chunk_header + size + size % 2;
  }
  if (gave_up != nullptr) *gave_up = true;
  return std::nullopt;
}

// Chunks have GUIDs whose first 4 bytes are the names of RIFF's, lengths of 8 bytes that count their header, and begin at
// multiples of 8.
double missing_w64_s(const BytesAt& bytes_at, std::uint64_t file_size) {
  constexpr std::string_view riff_guid("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0", 16);
  constexpr std::size_t guid_bytes = 16, header_bytes = 24, byte_rate_at = 8;
  constexpr std::uint64_t longest = std::uint64_t{1} << 62U;
  if (!bytes_at(0, guid_bytes).starts_with(riff_guid)) return 0;
  std::uint32_t bytes_per_second = 0;
  std::uint64_t at = header_bytes + guid_bytes;
  for (std::size_t chunk = 0; chunk < most_chunks && at < file_size; ++chunk) {
    const std::string bytes = bytes_at(at, header_bytes + byte_rate_at + 4);
    if (bytes.size() < header_bytes) return 0;
    const std::uint64_t size = wide_number(std::string_view(bytes).substr(guid_bytes));
    if (size < header_bytes || size > longest) return 0;
    if (bytes.starts_with("fmt ") && bytes.size() == header_bytes + byte_rate_at + 4)
      bytes_per_second = number(std::string_view(bytes).substr(header_bytes + byte_rate_at), /*is_big_endian=*/false);
    if (bytes.starts_with("data"))
      return at + size > file_size && bytes_per_second > 0 ? static_cast<double>(size - header_bytes) / bytes_per_second : 0;
    at += (size + 7) / 8 * 8;
  }
  return 0;
}

WavRest rest_of_wav(const WavData& data, const BytesAt& bytes_at, std::uint64_t file_size, std::uint64_t& end) {
  end = data.first + data.bytes;
  if (data.bytes == 0 || end >= file_size || (data.is_length_wide && !data.is_length_known)) {
    end = file_size;
    return WavRest::chunks;
  }
  // A length may or may not count the byte that makes it even.
  for (const std::uint64_t place : {end + data.bytes % 2, end}) {
    const std::string head = bytes_at(place, riff_header);
    if (begins_wav(head)) return WavRest::recording;
    if (begins_tag(head) || is_chunk(head, file_size - place)) {
      end = end_of_chunks(bytes_at, place, file_size);
      return WavRest::chunks;
    }
  }
  if (data.seconds(file_size - end) < shortest_wav_rest_s) return WavRest::chunks;  // up to there
  return is_all_zero(bytes_at, end, file_size) ? WavRest::zeros : WavRest::samples;
}

WavRest rest_of_wav(std::string_view head) {
  if (begins_wav(head)) return WavRest::recording;
  if (head.size() < riff_header || begins_tag(head) || is_chunk(head, longest_unlisted_chunk)) return WavRest::chunks;
  return std::ranges::all_of(head, [](char byte) { return byte == 0; }) ? WavRest::zeros : WavRest::samples;
}

}  // namespace affectus
