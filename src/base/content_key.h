// A key computed from all inputs of a result, to find the result again in a cache.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// 128 bits over everything that was added, in order. Not cryptographic: nobody gains by a collision in their own cache.
class AFFECTUS_PROJECT ContentKey {
 public:
  ContentKey& add(std::string_view bytes);
  /// 32 hexadecimal digits.
  std::string text() const;
  /// The first half of text().
  std::uint64_t number() const { return first_; }

 private:
  void fold_in(std::uint64_t word);

  std::uint64_t first_ = 0x243f6a8885a308d3;
  std::uint64_t second_ = 0x13198a2e03707344;
};

}  // namespace affectus
