// Whether the end of a file is missing: Ogg, MP4 and Wave64.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "audio/mov_index.h"
#include "audio/ogg_end.h"
#include "audio/wav_length.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  const affectus::BytesAt bytes_at = [&](std::uint64_t place, std::size_t count) {
    return std::string(place < size ? file.substr(static_cast<std::size_t>(place), count) : std::string_view());
  };
  affectus::lacks_last_page(bytes_at, size);
  affectus::lacks_mov_index(bytes_at, size);
  const double seconds = affectus::missing_w64_s(bytes_at, size);
  if (!(std::isfinite(seconds) && seconds >= 0)) __builtin_trap();
  return 0;
}
