// The heads of emotion checkpoints on top of an encoder: pooling over time and a small network.
#pragma once

#include "encoders/checkpoint_weights.h"
#include "encoders/encoder_config.h"
#include "encoders/encoder_graph.h"

namespace affectus::graph {

struct EmotionOutputs {
  Value scores;     // [B, outputs], before any softmax
  Value embedding;  // [B, C], the input of the last layer
  std::size_t embedding_dim;
};

/// transformers' sequence classifiers: hidden states (the last, or a weighted sum of all), projector, mean over time,
/// classifier.
EmotionOutputs sequence_classifier(const EncoderConfig& config, const EncoderGraph& encoder, CheckpointWeights& weights,
                                   bool weighted_layers, std::size_t projection, std::size_t outputs);

/// Mean over time, a dense layer with tanh, a linear one (Wagner et al., Dawn of the Transformer Era in Speech Emotion
/// Recognition, 2023).
EmotionOutputs dense_head(const EncoderConfig& config, const EncoderGraph& encoder, CheckpointWeights& weights,
                          std::size_t outputs);

/// Attentive statistics pooling (Okabe et al., 2018), then layers of linear, layer norm and ReLU, and a linear one
/// (Goncalves et al., Odyssey 2024 Speech Emotion Recognition Challenge, 2024).
EmotionOutputs attentive_statistics_head(const EncoderConfig& config, const EncoderGraph& encoder,
                                         CheckpointWeights& weights, std::size_t hidden_layers, std::size_t hidden_size,
                                         std::size_t outputs);

}  // namespace affectus::graph
