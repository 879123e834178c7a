// The protocol of one corpus, which is trained and judged on.
#pragma once

#include "reproduction/protocol.h"

namespace affectus {

/// Throws Error for corpora that are missing, empty, or do not fit the options.
Protocol one_corpus_protocol(const ProtocolOptions& options);

}  // namespace affectus
