// How much an encoder computes and keeps, for predicting and for learning: counted from its configuration, without weights.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/project.h"
#include "encoder_graphs/encoder_config.h"

namespace affectus {

/// Multiply-adds of matrix products and convolutions for an utterance. What else there is (norms, activations, softmax) is
/// left out: it is little arithmetic, though not always little time. A multiply-add is two floating-point operations.
struct EncoderOperations {
  double stem = 0;       // the convolutions that see samples, or the log-mel
  double input = 0;      // between the stem and the first layer: projection, positional convolution
  double weights = 0;    // of one layer: products with its weights
  double attention = 0;  // of one layer: scores, and their products with the values

  double layer() const { return weights + attention; }
};

/// Throws Error(unsupported) for a graph from a file, whose inside is not known.
AFFECTUS_PROJECT EncoderOperations count_operations(const EncoderConfig& config, std::size_t samples);

/// Of an utterance up to the output of layer `layers`.
AFFECTUS_PROJECT double forward_operations(const EncoderConfig& config, std::size_t samples, std::size_t layers);

/// Values of weights, of the parts of EncoderOperations.
struct EncoderParameters {
  double stem = 0;
  double input = 0;
  double layer = 0;
  double final_norm = 0;

  double all(std::size_t layers) const { return stem + input + static_cast<double>(layers) * layer + final_norm; }
};
AFFECTUS_PROJECT EncoderParameters count_parameters(const EncoderConfig& config);

/// What of an encoder learns.
struct LearningPart {
  std::size_t used_layers = 0;       // from the first to the one whose output is used
  std::size_t layers = 0;            // the last of these learn
  bool below_layers = false;         // what stands between the stem and the first layer, too; all layers must learn
  std::size_t rank = 0;              // of low-rank matrices that learn instead of the weights; 0: the weights learn
  std::vector<std::string> targets;  // with a rank: the products beside which they are, as targeted() takes them
  bool checkpointing = false;        // of a layer only its input is kept: it runs forward once more
  bool in_parts = false;             // a batch's parts are held one after the other: all runs forward once more
};

/// Of one utterance in a step of training: forward and backward through what learns. Frames below it come from a cache. A
/// product's backward pass is a product for the gradient of its input, and where its weights learn another for theirs.
/// Throws Error(invalid_argument) for a target that no product of the layers that learn has.
AFFECTUS_PROJECT double step_operations(const EncoderConfig& config, std::size_t samples, const LearningPart& part);

/// What an utterance costs once, before the first epoch: forward up to what learns.
AFFECTUS_PROJECT double cached_operations(const EncoderConfig& config, std::size_t samples, const LearningPart& part);

/// The values that learn.
AFFECTUS_PROJECT double learning_parameters(const EncoderConfig& config, const LearningPart& part);

/// Bytes that training holds: the weights of the layers that learn and of those above, in float32; of each value that learns
/// its gradient and Adam's two moments; and of `seconds` of speech, in utterances of `samples` each, what the backward pass
/// needs, in float32 (of a layer 8 values for each channel of a frame, 2 for each of the feed-forward network's, one for
/// each pair of frames and head). What LibTorch keeps besides is not counted.
AFFECTUS_PROJECT double training_bytes(const EncoderConfig& config, std::size_t samples, double seconds,
                                       const LearningPart& part);

}  // namespace affectus
