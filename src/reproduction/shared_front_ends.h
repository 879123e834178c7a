// Front ends that are made once and used by many models one after the other.
#pragma once

#include "affectus/front_end.h"

namespace affectus {

/// Makes what `registry` makes, but each name with the same options once: an encoder is loaded and fingerprinted once a
/// process. All are kept as long as the result or a front end from it is there. May be called from one thread at a time.
FrontEndRegistry shared_front_ends(FrontEndRegistry registry);

}  // namespace affectus
