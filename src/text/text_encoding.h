// Text files as people save them: UTF-8 or UTF-16, with or without a byte order mark, lines that end with LF, CRLF or CR.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/project.h"

namespace affectus {

/// UTF-8 without a byte order mark. Its encoding is that of the mark; without one it is UTF-16 where every second byte of
/// most characters is NUL and no other one is, else UTF-8. Line ends stay as they are. `name` stands for the text in errors.
/// Throws Error(invalid_format) that names the line of a NUL character, and of bytes that are no characters of the encoding.
AFFECTUS_PROJECT std::string decode_text(std::string_view bytes, const std::string& name);

/// The lines, without their ends; the last one may lack its own. Views into `text`.
AFFECTUS_PROJECT std::vector<std::string_view> text_lines(std::string_view text);

}  // namespace affectus
