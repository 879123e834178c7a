#include <cstddef>
#include <cstdint>
#include <string_view>

#include "affectus/error.h"
#include "recipe/recipe.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    affectus::Recipe::parse({reinterpret_cast<const char*>(data), size}, "recipe.toml");
  } catch (const affectus::Error&) {
  }
  return 0;
}
