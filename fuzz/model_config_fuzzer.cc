#include <cstddef>
#include <cstdint>
#include <string_view>

#include "affectus/error.h"
#include "affectus/model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    affectus::ModelConfig::parse({reinterpret_cast<const char*>(data), size}, "input");
  } catch (const affectus::Error&) {
  }
  return 0;
}
