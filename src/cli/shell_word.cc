#include "cli/shell_word.h"

namespace affectus {

std::string shell_word(const std::string& text) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=@+,-";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string result = "'";
  for (const char one : text) result += one == '\'' ? std::string("'\\''") : std::string(1, one);
  return result + "'";
}

}  // namespace affectus
