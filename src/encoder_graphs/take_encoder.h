// Any family's encoder from a checkpoint.
#pragma once

#include "encoder_graphs/wav2vec2_graph.h"
#include "encoder_graphs/whisper_graph.h"

namespace affectus::graph {

/// Takes every tensor of the whole encoder, even those that will not be used. Throws the errors of CheckpointPart.
template <Engine E>
EncoderDescription<E> take_encoder(const EncoderConfig& config, typename E::Weights& weights) {
  return config.is_whisper() ? take_whisper<E>(config, weights) : take_wav2vec2<E>(config, weights);
}

}  // namespace affectus::graph
