#include <cstddef>
#include <cstdint>

#include "affectus/error.h"
#include "checkpoint/tensor_pickle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace affectus;
  try {
    // A small pickle asks for little memory, whatever it shares.
    std::size_t bytes = 0;
    for (const PickledTensor& tensor : read_tensor_pickle({reinterpret_cast<const std::byte*>(data), size}, "input")) {
      if (tensor.shape.size() > 64 || tensor.stride.size() != tensor.shape.size()) __builtin_trap();
      bytes += tensor.name.size() + tensor.storage.size() + 16 * tensor.shape.size();
    }
    if (bytes > 2048 * size) __builtin_trap();
  } catch (const Error&) {
  }
  return 0;
}
