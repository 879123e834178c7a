// The end of an Ogg file (RFC 3533), where a stream's last page says that it is the last.
#pragma once

#include <cstdint>

#include "audio/wav_length.h"

namespace affectus {

/// True for a file of `file_size` bytes that ends without such a page, or within a page: its end is missing. False where no
/// page begins in the last 128 KB, which is no Ogg.
bool lacks_last_page(const BytesAt& bytes_at, std::uint64_t file_size);

}  // namespace affectus
