// Reads text files in UTF-8 or UTF-16, with or without a byte order mark, whose lines end with LF, CRLF or CR.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/project.h"

namespace affectus {

/// Converts text to UTF-8 without a byte order mark. The mark tells the encoding; without one it is UTF-16 if every second
/// byte of most characters is NUL and no other byte is, else UTF-8. Line ends stay as they are. `name` stands for the text
/// in errors. Throws Error(invalid_format) that names the line of a NUL character, and of bytes that are no characters of
/// the encoding.
AFFECTUS_PROJECT std::string decode_text(std::string_view bytes, const std::string& name);

/// The lines, without their ends; the last one may lack its own. Views into `text`.
AFFECTUS_PROJECT std::vector<std::string_view> text_lines(std::string_view text);

}  // namespace affectus
