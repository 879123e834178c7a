// Numbers of bytes as text for users.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// "500M" is 500,000,000 and "1.5Gi" 1,610,612,736: a number with K, M, G or T (powers of 1000) or Ki, Mi, Gi, Ti (powers of
/// 1024) behind it, or neither; in any case, with or without a B at the end. Absent for other text, and for more than 2^63.
AFFECTUS_PROJECT std::optional<std::uint64_t> parse_byte_size(std::string_view text);

/// "823 bytes", "12.3 MB": powers of 1000, one decimal.
AFFECTUS_PROJECT std::string byte_size_text(std::uint64_t bytes);

}  // namespace affectus
