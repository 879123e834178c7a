// OpenVINO without messages on standard error.
#pragma once

#include <openvino/runtime/core.hpp>

namespace affectus {

/// Makes a core whose thread library does not write to standard error on machines that hide their processors' layout
/// (containers without /sys). HWLOC_HIDE_ERRORS in the environment overrides this.
ov::Core make_openvino_core();

}  // namespace affectus
