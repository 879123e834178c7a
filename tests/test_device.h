// Where tests of LibTorch's engine run: on its CPU device, or on what AFFECTUS_TEST_DEVICE names (cuda, cuda:1).
#pragma once

#include <cstdlib>
#include <string>

namespace affectus::testing {

inline std::string test_device() {
  const char* const name = std::getenv("AFFECTUS_TEST_DEVICE");
  return name != nullptr && *name != '\0' ? name : "cpu";
}

inline bool tests_run_on_the_cpu() { return test_device() == "cpu"; }

}  // namespace affectus::testing
