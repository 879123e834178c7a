#include "storage/environment.h"

#include <cstdlib>

namespace affectus {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace affectus
