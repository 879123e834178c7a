#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cache/byte_size.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = affectus::parse_byte_size({reinterpret_cast<const char*>(data), size});
  if (bytes && affectus::byte_size_text(*bytes).empty()) __builtin_trap();
  return 0;
}
