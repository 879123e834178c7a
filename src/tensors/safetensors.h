// The safetensors format (8 byte length, JSON header, data), with every size and offset checked before use.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/project.h"
#include "tensors/raw_tensor.h"
#include "tensors/tensor_source.h"

namespace affectus {

/// A file's tensors; views stay valid as long as the object and the bytes. Immutable, so usable from several threads.
class AFFECTUS_PROJECT SafetensorsFile : public TensorSource {
 public:
  using Entry = RawTensor;  // bytes within the file

  /// `name` is for messages. The bytes must outlive the object, or be kept alive by `owner`. Throws Error(invalid_format); a
  /// message names the file, the tensor, what was expected and found. Refused: a header beyond 100 MB or beyond the file,
  /// unknown types, sizes that overflow or do not match shape and type, offsets that overlap, leave a hole or end elsewhere
  /// than the file, duplicate names.
  static SafetensorsFile parse(std::span<const std::byte> bytes, std::string name, std::shared_ptr<const void> owner = {});
  SafetensorsFile(SafetensorsFile&&) noexcept;
  ~SafetensorsFile() override;

  std::string name() const override;
  std::vector<std::string> tensor_names() const override;
  /// Of f32 tensors only; throws Error(invalid_format) for another type or a place in memory that is not a multiple of 4
  /// bytes.
  TensorView tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const override;

  const std::map<std::string, Entry>& entries() const;
  const std::map<std::string, std::string>& metadata() const;

 private:
  SafetensorsFile();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
