// The purposes of a training's random numbers; streams of different purposes are independent.
#pragma once

#include <cstdint>

namespace affectus {

enum RandomPurpose : std::uint64_t {
  random_weights = 1,
  random_batches,
  random_augmentation,
  random_embedding_dropout,
  random_second_view,
  random_mixture,
  random_vote_dropout,
  random_adapter,
  random_encoder_masks,
  random_layer_drop,
};

}  // namespace affectus
