// A checkpoint as torch.save() of PyTorch 1.6 and later writes it: a zip archive with a pickle and the tensors' storages.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "storage/mapped_file.h"
#include "tensors/raw_tensor.h"

namespace affectus {

/// Immutable; views live as long as the object. Nothing of the file is executed.
class PytorchFile {
 public:
  /// Throws Error(not_found, unreadable, invalid_format, unsupported) that names the file, the tensor, what was expected and
  /// what was found; unsupported for files from before PyTorch 1.6.
  static PytorchFile open(const std::filesystem::path& file);

  const std::map<std::string, RawTensor>& tensors() const { return tensors_; }

 private:
  explicit PytorchFile(MappedFile file) : file_(std::move(file)) {}

  MappedFile file_;
  std::map<std::string, RawTensor> tensors_;
  std::deque<std::vector<std::byte>> copies_;  // of tensors whose values are not contiguous
};

/// The same for an archive in memory: tensors are views of it or of `copies`. `name` is for messages.
std::map<std::string, RawTensor> parse_pytorch_archive(std::span<const std::byte> archive, const std::string& name,
                                                       std::deque<std::vector<std::byte>>& copies);

}  // namespace affectus
