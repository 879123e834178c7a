// Values of a network in training as a source of an estimator's weights.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "affectus/error.h"
#include "tensors/tensor_source.h"
#include "training/state_tensors.h"

namespace affectus {

/// Refers to `tensors`, which must outlive it.
class StateTensorSource : public TensorSource {
 public:
  explicit StateTensorSource(const StateTensors& tensors) : tensors_(tensors) {}

  std::string name() const override { return "the trained weights"; }
  std::vector<std::string> tensor_names() const override {
    std::vector<std::string> names;
    for (const auto& [tensor_name, tensor] : tensors_) names.push_back(tensor_name);
    return names;
  }
  TensorView tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const override {
    const auto found = tensors_.find(tensor_name);
    if (found == tensors_.end() || !std::ranges::equal(found->second.shape, shape))
      throw Error(ErrorCode::invalid_format, name() + ": expected tensor " + tensor_name + " of the network's shape");
    return {found->second.values, found->second.shape};
  }

 private:
  const StateTensors& tensors_;
};

}  // namespace affectus
