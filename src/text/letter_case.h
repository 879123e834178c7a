// Upper and lower case of ASCII letters in any locale; other characters stay unchanged.
#pragma once

#include <string>

namespace affectus {

inline std::string lower_case(std::string text) {
  for (char& one : text)
    if (one >= 'A' && one <= 'Z') one = static_cast<char>(one - 'A' + 'a');
  return text;
}

inline std::string upper_case(std::string text) {
  for (char& one : text)
    if (one >= 'a' && one <= 'z') one = static_cast<char>(one - 'a' + 'A');
  return text;
}

}  // namespace affectus
