// How long a WAV file says it is, and what it holds beyond: lengths in headers wrap at 4 GB, are left open or are wrong, and
// FFmpeg takes them at their word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace affectus {

/// Up to `count` bytes of a file from `place` on; fewer at its end.
using BytesAt = std::function<std::string(std::uint64_t place, std::size_t count)>;

/// The data chunk of a RIFF or RIFX file.
struct WavData {
  std::uint64_t first = 0;             // place of its content; its length stands in the 4 bytes before
  std::uint64_t bytes = 0;             // as that length says
  std::uint32_t bytes_per_second = 0;  // 0: not said
  bool is_length_known = false;        // writers that cannot seek back leave 0, or a length near 2 or 4 GB

  /// Seconds of so many bytes; 0 where the rate is not said.
  double seconds(std::uint64_t count) const {
    return bytes_per_second > 0 ? static_cast<double>(count) / bytes_per_second : 0;
  }
};

/// True of a length that writers leave who do not know it.
bool is_open_wav_length(std::uint64_t bytes);

/// Nothing for other formats, and where there is no data chunk among the first few thousand.
std::optional<WavData> find_wav_data(const BytesAt& bytes_at);

/// What follows the data chunk.
enum class WavRest {
  chunks,     // nothing, or what is no sound
  samples,    // the sound goes on: the length is wrong
  recording,  // another WAV file
  zeros,      // nothing but zeros
};
/// Of a file of `file_size` bytes; `end` takes the place where the rest begins, or of chunks where the last of them ends.
WavRest rest_of_wav(const WavData& data, const BytesAt& bytes_at, std::uint64_t file_size, std::uint64_t& end);

/// The same of a rest that is not there as a whole: `head` is its first 12 bytes.
WavRest rest_of_wav(std::string_view head);

}  // namespace affectus
