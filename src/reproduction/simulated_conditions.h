// Rooms, microphones and distances in which some utterances are scored again, to see how far estimates shift.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

/// The recordings as they are.
inline constexpr const char* clean_condition = "clean";

/// clean_condition, then degradations as `affectus evaluate --degrade` has them. Each utterance has a room and a microphone
/// of its own in each of them, the same for every model.
const std::vector<std::string>& simulated_conditions();

/// At most `count` of the utterances, in their order: as many of each speaker as of any other, where there are enough.
/// Chosen at random, but always the same.
std::vector<Utterance> spread_over_speakers(const std::vector<Utterance>& utterances, std::size_t count);

}  // namespace affectus
