// Several front ends as one: their frames side by side.
#pragma once

#include <memory>
#include <vector>

#include "affectus/front_end.h"

namespace affectus {

/// `parts`: at least one, all of one frame rate, else Error(invalid_argument). The shortest decides the number of frames.
std::unique_ptr<FrontEnd> make_joined_front_end(std::vector<std::unique_ptr<FrontEnd>> parts);

}  // namespace affectus
