// Writes text and numbers into documents: any path or label leaves the document well-formed, and numbers do not depend on
// the locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// Replaces each byte that is not part of valid UTF-8 (RFC 3629) by U+FFFD.
AFFECTUS_PROJECT std::string valid_utf8(std::string_view text);

/// How many bytes at the start of `text` are whole characters of valid UTF-8.
AFFECTUS_PROJECT std::size_t valid_prefix(std::string_view text);

/// Replaces the characters &, < and > by entities.
AFFECTUS_PROJECT std::string escape_markup(std::string_view text);

/// For text and attribute values of XML 1.0 and HTML: escape_markup(), quotes, line breaks and tabs as character
/// references, characters that XML forbids and invalid UTF-8 as U+FFFD.
AFFECTUS_PROJECT std::string escape_xml(std::string_view text);

/// One line for a terminal or a line-based format: valid UTF-8, each control character (C0, DEL, C1) and each line break of
/// Unicode as a space.
AFFECTUS_PROJECT std::string one_line(std::string_view text);

/// For a message or a table that people read on a terminal: valid UTF-8, in which each control character, each line break of
/// Unicode and each mark that turns the direction of writing shows as its escape sequence ("\n", "\x1b", "\u202e").
AFFECTUS_PROJECT std::string printable(std::string_view text);

/// Fixed notation with at most `decimals` (0 to 17) decimals, zeros at the end left out, "-0" as "0". `value` is finite.
AFFECTUS_PROJECT std::string trimmed_decimal(double value, int decimals);
/// Fixed notation with exactly `decimals` decimals.
AFFECTUS_PROJECT std::string decimal(double value, int decimals);
/// The fewest digits that read back as the same float32. `value` is finite.
AFFECTUS_PROJECT std::string shortest_float(float value);
/// The same of a double.
AFFECTUS_PROJECT std::string shortest_double(double value);
/// Seconds to the microsecond, which is finer than a sample.
AFFECTUS_PROJECT std::string seconds_text(double seconds);
/// m:ss or h:mm:ss, with `decimals` decimals of a second.
AFFECTUS_PROJECT std::string clock_text(double seconds, int decimals = 0);

/// Columns that a terminal gives to `text` (valid UTF-8): 0 for combining marks, 2 for wide East Asian characters and emoji.
AFFECTUS_PROJECT std::size_t display_width(std::string_view text);

}  // namespace affectus
