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

// Eight lanes side by side: one step waits for the product before it, eight do not. Whole stripes of `bytes`; the lanes'
// states.
constexpr std::size_t lane_count = 8;
constexpr std::size_t stripe = lane_count * sizeof(std::uint64_t);
using Lanes = std::array<std::uint64_t, lane_count>;

Lanes fold_stripes(std::string_view bytes) {
  Lanes lanes{};
  for (std::size_t i = 0; i + stripe <= bytes.size(); i += stripe) {
    Lanes words;
    std::memcpy(words.data(), bytes.data() + i, stripe);
    for (std::size_t k = 0; k < lane_count; ++k) {
      const std::uint64_t product = (lanes[k] ^ words[k]) * 0x9e3779b97f4a7c15;
      lanes[k] = product ^ (product >> 32);
    }
  }
  return lanes;
}

}  // namespace

void ContentKey::fold_in(std::uint64_t word) {
  first_ = fold(first_ ^ word, 0x9e3779b97f4a7c15);
  second_ = fold(second_ + word, 0xc2b2ae3d27d4eb4f);
}

ContentKey& ContentKey::add(std::string_view bytes) {
  const std::size_t striped = bytes.size() / stripe * stripe;
  if (striped != 0)
    for (const std::uint64_t lane : fold_stripes(bytes)) fold_in(lane);
  for (std::size_t i = striped; i < bytes.size(); i += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min(sizeof word, bytes.size() - i));
    fold_in(word);
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
