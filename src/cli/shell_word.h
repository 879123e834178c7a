// Words for commands that a user can repeat.
#pragma once

#include <string>

namespace affectus {

/// `text` as one word of a shell, quoted if needed.
std::string shell_word(const std::string& text);

}  // namespace affectus
