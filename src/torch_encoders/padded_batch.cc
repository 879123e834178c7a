#include "torch_encoders/padded_batch.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace affectus {

PaddedBatch pad(std::span<const at::Tensor> utterances) {
  std::int64_t longest = 0, shortest = utterances[0].size(0);
  for (const at::Tensor& one : utterances) {
    longest = std::max(longest, one.size(0));
    shortest = std::min(shortest, one.size(0));
  }
  std::vector<at::Tensor> lengthened;
  for (const at::Tensor& one : utterances)
    lengthened.push_back(one.size(0) == longest ? one : at::constant_pad_nd(one, {0, 0, 0, longest - one.size(0)}));
  PaddedBatch batch{.frames = lengthened.size() == 1 ? lengthened[0].unsqueeze(0) : at::stack(lengthened), .mask = {}};
  if (shortest == longest) return batch;
  const at::Tensor mask = at::zeros({batch.frames.size(0), 1, 1, longest});
  for (std::size_t i = 0; i < utterances.size(); ++i)
    mask.select(0, static_cast<std::int64_t>(i))
        .slice(2, utterances[i].size(0))
        .fill_(-std::numeric_limits<float>::infinity());
  batch.mask = mask.to(batch.frames.device());
  return batch;
}

}  // namespace affectus
