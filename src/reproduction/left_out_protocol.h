// The protocol of several corpora, each of which is judged by models that learned from the others.
#pragma once

#include "reproduction/protocol.h"

namespace affectus {

/// Throws Error for corpora that are missing, empty, there twice, or that leave nothing to learn from or to judge on.
Protocol left_out_protocol(const ProtocolOptions& options);

}  // namespace affectus
