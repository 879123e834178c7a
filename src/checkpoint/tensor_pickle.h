// The pickle of a PyTorch checkpoint, read as a list of tensors. A pickle is a program. This reader knows only the
// instructions that build dictionaries, lists, numbers, texts and tensors, and calls no function.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tensors/raw_tensor.h"

namespace affectus {

/// A tensor as a view of a storage that lies elsewhere in the archive.
struct PickledTensor {
  std::string name;
  std::string storage;  // the storage's key
  TensorType type = TensorType::f32;
  std::uint64_t storage_elements = 0;
  std::uint64_t offset = 0;  // in elements
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> stride;  // in elements
};

/// Gives the tensors of a dictionary, or of its entry "state_dict"; other entries are left out. Throws Error(invalid_format)
/// that names `file` for a program that is cut, inconsistent, or refers to anything that tensors do not need ("found the
/// global os.system").
std::vector<PickledTensor> read_tensor_pickle(std::span<const std::byte> pickle, const std::string& file);

}  // namespace affectus
