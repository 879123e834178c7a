#include "cli/usage_error.h"

#include <iostream>

#include "text/text.h"

namespace affectus {

int usage_error(const std::string& program, const std::string& message, const std::string& help) {
  std::cerr << program << ": " << printable(message) << "\nRun '" << help << "' for the options.\n";
  return 2;
}

}  // namespace affectus
