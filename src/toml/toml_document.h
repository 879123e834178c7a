#pragma once

#include <string>
#include <string_view>

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

namespace affectus {

/// Parses a document in any encoding of decode_text; the strings in it are as to_ascii() makes them. Throws
/// Error(invalid_format) that names the file and the line.
toml::table parse_toml(std::string_view text, const std::string& file_name);

}  // namespace affectus
