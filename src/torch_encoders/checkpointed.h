// A step of a network of whose work only the inputs are kept: the backward pass does it once more (Chen et al., Training
// Deep Nets with Sublinear Memory Cost, 2016).
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace affectus {

using NetworkStep = std::function<at::Tensor(const std::vector<at::Tensor>& inputs)>;

/// step(inputs), with gradients of the inputs and of `weights`, the leaves of which step() makes use beside them. step()
/// must give the same values each time.
at::Tensor checkpointed(const NetworkStep& step, const std::vector<at::Tensor>& inputs,
                        const std::vector<at::Tensor>& weights);

}  // namespace affectus
