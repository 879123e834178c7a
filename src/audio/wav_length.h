// What a WAV's header says of its samples, and what follows them. The length in it wraps at 4 GB, is left open or is wrong,
// but FFmpeg trusts it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "affectus/audio.h"

namespace affectus {

/// Up to `count` bytes of a file from `place` on; fewer at its end.
using BytesAt = std::function<std::string(std::uint64_t place, std::size_t count)>;

/// The data chunk of a RIFF, RIFX, RF64 or BW64 file.
struct WavData {
  std::uint64_t first = 0;             // place of its content
  std::uint64_t bytes = 0;             // the length in the header
  std::uint64_t length_place = 0;      // where that stands: 4 bytes, or 8 in RF64 and BW64
  bool is_length_wide = false;         // 8 bytes
  std::optional<RawFormat> format;     // of the samples, if it is one of these
  std::uint32_t bytes_per_second = 0;  // 0: unknown
  bool is_length_known = false;        // writers that cannot seek back leave 0, or a length near 2 or 4 GB

  /// Seconds of so many bytes; 0 if the rate is unknown.
  double seconds(std::uint64_t count) const {
    return bytes_per_second > 0 ? static_cast<double>(count) / bytes_per_second : 0;
  }
};

/// True for a length that writers leave if they do not know it.
bool is_open_wav_length(std::uint64_t bytes);

/// Absent for other formats, for a file that ends before, and where none of the first few thousand chunks is the data, which
/// `gave_up` tells.
std::optional<WavData> find_wav_data(const BytesAt& bytes_at, bool* gave_up = nullptr);

/// Seconds that the header of a Sony Wave64 file promises, if the file of `file_size` bytes is shorter; else 0.
double missing_w64_s(const BytesAt& bytes_at, std::uint64_t file_size);

/// What follows the data chunk.
enum class WavRest {
  chunks,     // nothing, or chunks without sound
  samples,    // the sound goes on: the length is wrong
  recording,  // another WAV file
  zeros,      // nothing but zeros
};
/// Less is no sound, but the rest of a sector or a writer's own mark.
inline constexpr double shortest_wav_rest_s = 0.1;

/// For a file of `file_size` bytes. `end` receives the place where the rest begins, or for chunks, the end of the last one.
WavRest rest_of_wav(const WavData& data, const BytesAt& bytes_at, std::uint64_t file_size, std::uint64_t& end);

/// The same for a rest of which only the first 12 bytes, `head`, are known.
WavRest rest_of_wav(std::string_view head);

}  // namespace affectus
