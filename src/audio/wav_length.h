// How long a WAV file says it is, where FFmpeg only counts what is there.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace affectus {

/// `head` is the beginning of a file of `file_size` bytes. The seconds that its data chunk promises, if that chunk begins
/// within `head` and reaches beyond the file; nothing for other formats, whole files, and writers that did not know the
/// length (0 or 0xFFFFFFFF, as into a pipe).
std::optional<double> promised_wav_seconds(std::string_view head, std::uint64_t file_size);

}  // namespace affectus
