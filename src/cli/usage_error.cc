#include "cli/usage_error.h"

#include <iostream>

namespace affectus {

int usage_error(const std::string& program, const std::string& message, const std::string& help) {
  std::cerr << program << ": " << message << "\nRun '" << help << "' for the options.\n";
  return 2;
}

}  // namespace affectus
