#include "audio/mov_index.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace affectus {
namespace {

constexpr std::size_t most_boxes = 4096;
constexpr std::size_t box_header = 8, wide_box_header = 16;
constexpr std::array<std::string_view, 8> first_boxes = {"ftyp", "mdat", "wide", "free", "skip", "pnot", "moov", "moof"};

std::uint64_t number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace

bool lacks_mov_index(const BytesAt& bytes_at, std::uint64_t file_size) {
  std::uint64_t at = 0;
  for (std::size_t box = 0; box < most_boxes && at < file_size; ++box) {
    const std::string bytes = bytes_at(at, wide_box_header);
    if (bytes.size() < box_header) return box > 0;
    const std::string_view name = std::string_view(bytes).substr(4, 4);
    if (box == 0 && std::ranges::find(first_boxes, name) == first_boxes.end()) return false;
    if (name == "moov") return false;
    std::uint64_t size = number(std::string_view(bytes).substr(0, 4));
    if (size == 1 && bytes.size() == wide_box_header) size = number(std::string_view(bytes).substr(box_header));
    if (size < box_header || size > file_size - at) return true;  // the last one, up to the end or cut
    at += size;
  }
  return at >= file_size;
}

}  // namespace affectus
