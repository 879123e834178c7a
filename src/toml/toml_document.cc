#include "toml/toml_document.h"

#include <algorithm>

#include "affectus/error.h"
#include "text/text_encoding.h"
#include "toml/toml_text.h"

namespace affectus {

toml::table parse_toml(std::string_view text, const std::string& file_name) {
  try {
    return toml::parse(to_ascii(decode_text(text, file_name)), file_name);
  } catch (const toml::parse_error& error) {
    std::string reason = from_ascii(error.description());
    std::ranges::replace(reason, '\n', ' ');
    throw Error(ErrorCode::invalid_format,
                file_name + ":" + std::to_string(error.source().begin.line) + ": expected TOML: " + reason);
  }
}

}  // namespace affectus
