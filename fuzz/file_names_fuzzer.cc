// Names of files compare as themselves, whatever their bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "names/file_names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string once = affectus::comparable_name({reinterpret_cast<const char*>(data), size});
  if (affectus::comparable_name(once) != once) __builtin_trap();
  return 0;
}
