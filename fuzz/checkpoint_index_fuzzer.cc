#include <cstddef>
#include <cstdint>

#include "affectus/error.h"
#include "checkpoint/checkpoint_index.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace affectus;
  try {
    parse_checkpoint_index({reinterpret_cast<const char*>(data), size}, "input");
  } catch (const Error&) {
  }
  return 0;
}
