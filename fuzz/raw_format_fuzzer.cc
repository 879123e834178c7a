#include <cstddef>
#include <cstdint>
#include <string>

#include "affectus/error.h"
#include "audio/raw_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  try {
    const affectus::RawFormat raw = affectus::parse_raw_format({reinterpret_cast<const char*>(bytes), size});
    if (affectus::raw_format_text(affectus::parse_raw_format(affectus::raw_format_text(raw))) !=
        affectus::raw_format_text(raw))
      __builtin_trap();
  } catch (const affectus::Error&) {
  }
  return 0;
}
