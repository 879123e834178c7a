// The pre-trained encoders of this build, for the sub-commands.
#pragma once

#include <cstddef>
#include <string>

#include "affectus/front_end.h"

namespace affectus {

/// Makers of encoder front ends on `threads` threads, for a run over `utterances` recordings: several at once where there are
/// several, all threads on one where there is one. Knows no names where the build has no encoders.
FrontEndMaker encoder_front_ends_for(std::size_t threads, std::size_t utterances, const std::string& precision = "float32");

}  // namespace affectus
