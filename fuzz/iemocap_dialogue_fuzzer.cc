#include <cstddef>
#include <cstdint>
#include <string_view>

#include "affectus/error.h"
#include "corpus/iemocap_dialogue.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    affectus::read_iemocap_dialogue({reinterpret_cast<const char*>(data), size}, "Ses01F_impro01.txt");
  } catch (const affectus::Error&) {
  }
  return 0;
}
