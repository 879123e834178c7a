// The buckets of distances of WavLM's relative position bias (Chen et al., WavLM, 2022, section III B).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/project.h"
#include "encoder_graphs/encoder_config.h"

namespace affectus {

/// The bucket of a distance in frames from query to key. Half of the buckets are for keys after the query. Within each half,
/// the first half of the buckets hold one distance each, and the others widen up to the largest distance.
AFFECTUS_PROJECT std::size_t position_bucket(std::int64_t distance, std::size_t buckets, std::size_t max_distance);

/// Those of the distances -max to max.
AFFECTUS_PROJECT std::vector<std::int64_t> position_buckets(const EncoderConfig& config);

}  // namespace affectus
