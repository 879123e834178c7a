// Utterances of several lengths as one batch.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <span>

namespace affectus {

struct PaddedBatch {
  at::Tensor frames;               // [B, T, C], zeros after an utterance's end
  std::optional<at::Tensor> mask;  // [B, 1, 1, T], -infinity there, as LayerContext::mask; absent: all have one length
};

/// Of [T, C] each, at least one.
PaddedBatch pad(std::span<const at::Tensor> utterances);

}  // namespace affectus
