// The address at which other processes reach this one.
#pragma once

#include <string>

#include "processes/process_place.h"

namespace affectus {

/// The address of this machine from which MASTER_ADDR is reached: a machine has several, and its own name may stand for one
/// that no other machine can reach. Where the name stands for the machine itself (127.0.1.1 in Debian's /etc/hosts) and
/// there may be processes elsewhere, network_address(). Throws Error(not_found) for a MASTER_ADDR that is not known or
/// cannot be reached.
std::string own_address(const ProcessPlace& place);

/// The address of the first network interface that is up and not the loopback interface; "": there is none.
std::string network_address();

}  // namespace affectus
