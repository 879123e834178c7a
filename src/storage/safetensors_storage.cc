#include "storage/safetensors_storage.h"

#include <bit>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "affectus/error.h"
#include "storage/files.h"
#include "storage/mapped_file.h"
#include "text/counted.h"

namespace affectus {
namespace {

constexpr std::size_t data_alignment = 64;

std::span<const std::byte> bytes_of(const NamedTensor& tensor) {
  if (const RawTensor* raw = std::get_if<RawTensor>(&tensor.values)) return raw->bytes;
  if (const auto* floats = std::get_if<std::span<const float>>(&tensor.values)) return std::as_bytes(*floats);
  return std::as_bytes(std::get<std::span<const std::int8_t>>(tensor.values));
}

TensorType type_of(const NamedTensor& tensor) {
  if (const RawTensor* raw = std::get_if<RawTensor>(&tensor.values)) return raw->type;
  return std::holds_alternative<std::span<const float>>(tensor.values) ? TensorType::f32 : TensorType::i8;
}

}  // namespace

SafetensorsFile open_safetensors(const std::filesystem::path& file) {
  const auto mapping = std::make_shared<const MappedFile>(file);
  return SafetensorsFile::parse(mapping->bytes(), file.string(), mapping);
}

void write_safetensors(std::ostream& out, const std::string& name, std::span<const NamedTensor> tensors,
                       const std::map<std::string, std::string>& metadata) {
  static_assert(std::endian::native == std::endian::little);
  std::vector<const NamedTensor*> ordered;
  for (const std::size_t size : {8, 4, 2, 1})
    for (const NamedTensor& tensor : tensors)
      if (byte_size(type_of(tensor)) == size) ordered.push_back(&tensor);
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::size_t at = 0;
  for (const NamedTensor* tensor : ordered) {
    const auto fail = [&](const std::string& what) {
      throw Error(ErrorCode::invalid_argument, name + ": tensor " + tensor->name + ": " + what);
    };
    const TensorType type = type_of(*tensor);
    const std::size_t found = bytes_of(*tensor).size() / byte_size(type);
    std::size_t count = 1;
    for (const std::size_t extent : tensor->shape) count *= extent;
    if (count != found)
      fail("expected " + counted(count, "value", "values") + " for its shape, found " + std::to_string(found));
    if (header.contains(tensor->name)) fail("expected one of that name, found two");
    const std::size_t end = at + bytes_of(*tensor).size();
    header[tensor->name] = {{"dtype", to_string(type)}, {"shape", tensor->shape}, {"data_offsets", {at, end}}};
    at = end;
  }
  std::string text = header.dump();
  while ((8 + text.size()) % data_alignment != 0) text += ' ';
  const std::uint64_t size = text.size();
  out.write(reinterpret_cast<const char*>(&size), sizeof size);
  out << text;
  for (const NamedTensor* tensor : ordered) {
    const std::span<const std::byte> bytes = bytes_of(*tensor);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
}

void write_safetensors(const std::filesystem::path& file, std::span<const NamedTensor> tensors,
                       const std::map<std::string, std::string>& metadata) {
  write_file_atomically(file, [&](std::ostream& out) { write_safetensors(out, file.string(), tensors, metadata); });
}

}  // namespace affectus
