#include <cstddef>
#include <cstdint>

#include "affectus/error.h"
#include "checkpoint/tensor_pickle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace affectus;
  try {
    read_tensor_pickle({reinterpret_cast<const std::byte*>(data), size}, "input");
  } catch (const Error&) {
  }
  return 0;
}
