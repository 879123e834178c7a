#include "cli/encoder_choice.h"

#include <algorithm>

#ifdef AFFECTUS_HAS_ENCODERS
#include "affectus/encoders.h"

namespace affectus {

FrontEndMaker encoder_front_ends_for(std::size_t threads, std::size_t utterances, const std::string& precision) {
  return encoder_front_ends({.threads = threads,
                             .streams = std::clamp<std::size_t>(utterances, 1, threads),
                             .precision = parse_precision(precision)});
}

}  // namespace affectus
#else
namespace affectus {

FrontEndMaker encoder_front_ends_for(std::size_t, std::size_t, const std::string&) { return {}; }

}  // namespace affectus
#endif
