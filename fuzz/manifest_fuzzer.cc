#include <cstddef>
#include <cstdint>
#include <string_view>

#include "affectus/error.h"
#include "corpus/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    affectus::Manifest::parse({reinterpret_cast<const char*>(data), size}, "folder/manifest.csv");
  } catch (const affectus::Error&) {
  }
  return 0;
}
