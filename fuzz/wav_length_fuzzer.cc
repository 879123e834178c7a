#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "audio/wav_length.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  const affectus::BytesAt bytes_at = [&](std::uint64_t place, std::size_t count) {
    return std::string(place < size ? file.substr(static_cast<std::size_t>(place), count) : std::string_view());
  };
  const auto data = affectus::find_wav_data(bytes_at);
  if (!data) return 0;
  const double seconds = data->seconds(data->bytes);
  if (!(std::isfinite(seconds) && seconds >= 0) || data->first > size + 8) __builtin_trap();
  std::uint64_t end = 0;
  if (affectus::rest_of_wav(*data, bytes_at, size, end) != affectus::WavRest::chunks && end >= size) __builtin_trap();
  if (end > size) __builtin_trap();
  return 0;
}
