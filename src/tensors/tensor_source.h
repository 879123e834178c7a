// Named float32 tensors of a safetensors file, or of a network in training.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/project.h"

namespace affectus {

struct TensorView {
  std::span<const float> values;  // row-major
  std::vector<std::size_t> shape;
};

class AFFECTUS_PROJECT TensorSource {
 public:
  virtual ~TensorSource() = default;
  /// For messages: the file's name.
  virtual std::string name() const = 0;
  virtual std::vector<std::string> tensor_names() const = 0;
  /// Throws Error(invalid_format) that names this source and the tensor if there is none, or if its shape is not `shape`.
  virtual TensorView tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const = 0;
};

}  // namespace affectus
