#include "audio/wav_length.h"

#include <cstddef>

namespace affectus {
namespace {

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

std::optional<double> promised_wav_seconds(std::string_view head, std::uint64_t file_size) {
  constexpr std::size_t chunk_header = 8, byte_rate_at = 8;
  if (head.size() < 12 || head.substr(0, 4) != "RIFF" || head.substr(8, 4) != "WAVE") return std::nullopt;
  std::uint32_t bytes_per_second = 0;
  std::uint64_t at = 12;
  while (at + chunk_header <= head.size()) {
    const std::string_view name = head.substr(at, 4);
    const std::uint32_t size = little_endian(head.substr(at + 4, 4));
    const std::uint64_t content = at + chunk_header;
    if (name == "fmt " && content + byte_rate_at + 4 <= head.size())
      bytes_per_second = little_endian(head.substr(content + byte_rate_at, 4));
    if (name == "data") {
      const bool known = size != 0 && size < 0xfffff000U && bytes_per_second > 0;
      if (!known || content + size <= file_size) return std::nullopt;
      return static_cast<double>(size) / bytes_per_second;
    }
    at = content + size + size % 2;
  }
  return std::nullopt;
}

}  // namespace affectus
