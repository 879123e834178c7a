// The weights of a Hugging Face folder, in any of its file formats.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/project.h"
#include "tensors/raw_tensor.h"

namespace affectus {

/// All tensors of a checkpoint folder, mapped into memory: model.safetensors, model.safetensors.index.json with its shards,
/// pytorch_model.bin, or pytorch_model.bin.index.json with its shards; the first of these that exists is read. Immutable;
/// views live as long as the object.
class AFFECTUS_PROJECT CheckpointTensors {
 public:
  /// Throws Error(not_found, unreadable, invalid_format, unsupported) that names the file and the tensor.
  static CheckpointTensors open(const std::filesystem::path& folder);
  /// True if every file that open() would read exists; their content is not checked.
  static bool are_in(const std::filesystem::path& folder);
  CheckpointTensors(CheckpointTensors&&) noexcept;
  ~CheckpointTensors();

  /// For messages: the file (or index) that was read.
  const std::string& name() const;
  const std::map<std::string, RawTensor>& tensors() const;
  /// The files that were read.
  const std::vector<std::filesystem::path>& files() const;

 private:
  CheckpointTensors();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
