// Maps and writes safetensors files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/project.h"
#include "tensors/safetensors.h"

namespace affectus {

/// Throws Error(not_found, unreadable), and the errors of SafetensorsFile::parse().
AFFECTUS_PROJECT SafetensorsFile open_safetensors(const std::filesystem::path& file);

struct NamedTensor {
  std::string name;
  std::vector<std::size_t> shape;
  /// The last is a tensor as another file has it, of any type and the same shape.
  std::variant<std::span<const float>, std::span<const std::int8_t>, RawTensor> values;
};
/// Writes tensors, whole or not at all. They stand in the given order, but those of smaller values behind those of larger
/// ones (so that each lies at a multiple of its values' size), with the data aligned to 64 bytes. The same input gives the
/// same bytes. Throws Error(unwritable), and Error(invalid_argument) for a shape that does not fit its values, and for a
/// name that occurs twice.
AFFECTUS_PROJECT void write_safetensors(const std::filesystem::path& file, std::span<const NamedTensor> tensors,
                                        const std::map<std::string, std::string>& metadata = {});

/// The same to a stream; `name` stands for the file in messages.
AFFECTUS_PROJECT void write_safetensors(std::ostream& out, const std::string& name, std::span<const NamedTensor> tensors,
                                        const std::map<std::string, std::string>& metadata = {});

}  // namespace affectus
