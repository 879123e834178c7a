#include "encoders/openvino_core.h"

#include <cstdlib>

namespace affectus {

ov::Core make_openvino_core() {
  [[maybe_unused]] static const int hidden = setenv("HWLOC_HIDE_ERRORS", "2", /*overwrite=*/0);
  return ov::Core();
}

}  // namespace affectus
