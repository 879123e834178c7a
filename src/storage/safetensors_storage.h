// Safetensors files: mapped into memory, and written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "tensors/safetensors.h"

namespace affectus {

/// Throws Error(not_found, unreadable), and as SafetensorsFile::parse() does.
SafetensorsFile open_safetensors(const std::filesystem::path& file);

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
