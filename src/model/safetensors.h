// The safetensors format (8 byte length, JSON header, data), read by memory mapping with every size and offset checked
// before use, and written atomically.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "model/raw_tensor.h"
#include "model/tensor_source.h"

namespace affectus {

/// A file's tensors, mapped into memory; views stay valid as long as the object. Immutable, so usable from several threads.
class SafetensorsFile : public TensorSource {
 public:
  using Entry = RawTensor;  // bytes within the mapping

  /// Throws Error(not_found, unreadable, invalid_format); a message names the file, the tensor, what was expected and found.
  /// Refused: a header beyond 100 MB or beyond the file, unknown types, sizes that overflow or do not match shape and type,
  /// offsets that overlap, leave a hole or end elsewhere than the file, duplicate names.
  static SafetensorsFile open(const std::filesystem::path& file);
  /// The same for bytes in memory, which must outlive the object. `name` is for messages.
  static SafetensorsFile parse(std::span<const std::byte> bytes, std::string name);
  SafetensorsFile(SafetensorsFile&&) noexcept;
  ~SafetensorsFile() override;

  std::string name() const override;
  std::vector<std::string> tensor_names() const override;
  /// Of f32 tensors only; throws Error(invalid_format) for another type or a place in the file that is not a multiple of 4
  /// bytes.
  TensorView tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const override;

  const std::map<std::string, Entry>& entries() const;
  const std::map<std::string, std::string>& metadata() const;

 private:
  SafetensorsFile();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct NamedTensor {
  std::string name;
  std::vector<std::size_t> shape;
  std::variant<std::span<const float>, std::span<const std::int8_t>> values;
};
/// f32 or i8, tensors in the given order but those of i8 last (so that all others lie at multiples of 4 bytes), data aligned
/// to 64 bytes, written to a temporary name and renamed; byte for byte the same for the same input. Throws
/// Error(unwritable); Error(invalid_argument) for a shape that does not fit its values, and for a name that comes twice.
void write_safetensors(const std::filesystem::path& file, std::span<const NamedTensor> tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace affectus
