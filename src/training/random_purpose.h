// What random numbers of a training are for: streams of different purposes share none.
#pragma once

#include <cstdint>

namespace affectus {

enum RandomPurpose : std::uint64_t {
  random_weights = 1,
  random_batches,
  random_augmentation,
  random_embedding_dropout,
};

}  // namespace affectus
