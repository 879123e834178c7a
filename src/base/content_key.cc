#include "base/content_key.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace affectus {
namespace {

std::uint64_t fold(std::uint64_t value, std::uint64_t factor) {
  value *= factor;
  value ^= value >> 32;
  value *= factor;
  return value ^ (value >> 29);
}

}  // namespace

// Two lanes of multiply and fold over words of 8 bytes.
ContentKey& ContentKey::add(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min<std::size_t>(8, bytes.size() - i));
    first_ = fold(first_ ^ word, 0x9e3779b97f4a7c15);
    second_ = fold(second_ + word, 0xc2b2ae3d27d4eb4f);
  }
  first_ = fold(first_ ^ bytes.size(), 0xff51afd7ed558ccd);
  second_ = fold(second_ + bytes.size(), 0xc4ceb9fe1a85ec53);
  return *this;
}

std::string ContentKey::text() const {
  std::array<char, 33> text;
  std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(first_),
                static_cast<unsigned long long>(second_));
  return text.data();
}

}  // namespace affectus
