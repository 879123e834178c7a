#include <cstddef>
#include <cstdint>

#include "affectus/error.h"
#include "tensors/quantized_weights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace affectus;
  for (const std::size_t bits : {8, 32}) {
    try {
      const WeightFile file(SafetensorsFile::parse({reinterpret_cast<const std::byte*>(data), size}, "input"), bits);
      for (const std::string& name : file.tensor_names()) file.tensor(name, {});
    } catch (const Error&) {
    }
  }
  return 0;
}
