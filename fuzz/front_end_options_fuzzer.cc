#include "affectus/error.h"
#include "affectus/front_end.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const affectus::FrontEndRegistry registry;
  for (const char* name : {"mfb", "prosody"}) {
    try {
      const auto front_end = registry.make(name, text);
      const std::size_t first = front_end->first_frame_samples();
      if (front_end->dim() == 0 || !(front_end->frame_rate_hz() > 0)) __builtin_trap();
      if (first == 0 || front_end->frame_count(first) != 1 || front_end->frame_count(first - 1) != 0) __builtin_trap();
    } catch (const affectus::Error&) {
    }
  }
  return 0;
}
