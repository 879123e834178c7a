// The index of an MP4 or QuickTime file (ISO/IEC 14496-12), without which its media cannot be read.
#pragma once

#include <cstdint>

#include "audio/wav_length.h"

namespace affectus {

/// True for a file of `file_size` bytes of that family that has none among its outermost boxes: writers put it last, so a
/// file that is cut short lacks it.
bool lacks_mov_index(const BytesAt& bytes_at, std::uint64_t file_size);

}  // namespace affectus
