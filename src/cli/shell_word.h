// Commands that a user can repeat.
#pragma once

#include <string>

namespace affectus {

/// `text` as a shell takes it for one word: quoted where it must be.
std::string shell_word(const std::string& text);

}  // namespace affectus
