#include "model/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <set>

#include "affectus/error.h"
#include "base/files.h"
#include "base/mapped_file.h"

namespace affectus {
namespace {

using nlohmann::json;

constexpr std::size_t largest_header = 100'000'000;
constexpr std::size_t data_alignment = 64;

struct TypeName {
  const char* name;
  TensorType type;
  std::size_t bytes;
};
constexpr std::array<TypeName, 10> type_names = {{{"F64", TensorType::f64, 8},
                                                  {"F32", TensorType::f32, 4},
                                                  {"F16", TensorType::f16, 2},
                                                  {"BF16", TensorType::bf16, 2},
                                                  {"I64", TensorType::i64, 8},
                                                  {"I32", TensorType::i32, 4},
                                                  {"I16", TensorType::i16, 2},
                                                  {"I8", TensorType::i8, 1},
                                                  {"U8", TensorType::u8, 1},
                                                  {"BOOL", TensorType::boolean, 1}}};

const TypeName& entry_of(TensorType type) {
  return *std::find_if(type_names.begin(), type_names.end(), [&](const TypeName& one) { return one.type == type; });
}

std::span<const std::byte> bytes_of(const NamedTensor& tensor) {
  return std::visit([](const auto& values) { return std::as_bytes(values); }, tensor.values);
}

TensorType type_of(const NamedTensor& tensor) {
  return std::holds_alternative<std::span<const float>>(tensor.values) ? TensorType::f32 : TensorType::i8;
}

// Builds the header, but refuses what a plain parse would let pass: names that stand twice, and depth.
class HeaderReader {
 public:
  HeaderReader(const std::string& name, std::string_view text) : name_(name) {
    const auto callback = [this](int depth, json::parse_event_t event, json& value) {
      if (depth > 4) fail("header: nested too deep");
      if (event == json::parse_event_t::object_start) keys_.emplace_back();
      if (event == json::parse_event_t::object_end) keys_.pop_back();
      if (event == json::parse_event_t::key && !keys_.back().insert(value.get<std::string>()).second)
        fail("header: '" + value.get<std::string>() + "' stands twice");
      return true;
    };
    header = json::parse(text, callback, /*allow_exceptions=*/false);
    if (!header.is_object()) fail("header: expected a JSON object");
  }

  json header;

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Error(ErrorCode::invalid_format, name_ + ": " + what); }
  const std::string& name_;
  std::vector<std::set<std::string>> keys_;
};

std::optional<std::size_t> whole_number(const json& value) {
  if (!value.is_number_unsigned()) return std::nullopt;
  return value.get<std::size_t>();
}

}  // namespace

std::string shape_text(std::span<const std::size_t> shape) {
  std::string text;
  for (const std::size_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text.empty() ? "a single value" : text;
}

std::size_t byte_size(TensorType type) { return entry_of(type).bytes; }
std::string to_string(TensorType type) { return entry_of(type).name; }

struct SafetensorsFile::Impl {
  std::optional<MappedFile> mapping;
  std::string name;
  std::map<std::string, Entry> entries;
  std::map<std::string, std::string> metadata;

  [[noreturn]] void fail(const std::string& what) const { throw Error(ErrorCode::invalid_format, name + ": " + what); }

  void read(std::span<const std::byte> bytes) {
    if (bytes.size() < 8)
      fail("expected safetensors with a header of at least 8 bytes, found " + std::to_string(bytes.size()));
    std::uint64_t header_size = 0;
    std::memcpy(&header_size, bytes.data(), sizeof header_size);
    if (header_size > largest_header || header_size > bytes.size() - 8)
      fail("expected a header within the file's " + std::to_string(bytes.size()) + " bytes, found one of " +
           std::to_string(header_size));
    const auto size = static_cast<std::size_t>(header_size);
    const HeaderReader reader(name, {reinterpret_cast<const char*>(bytes.data()) + 8, size});
    const std::span<const std::byte> data = bytes.subspan(8 + size);
    for (const auto& [key, value] : reader.header.items()) {
      if (key == "__metadata__")
        read_metadata(value);
      else
        entries.emplace(key, read_entry(key, value, data));
    }
    check_cover(data);
  }

  void read_metadata(const json& value) {
    if (!value.is_object()) fail("__metadata__: expected an object");
    for (const auto& [key, text] : value.items()) {
      if (!text.is_string()) fail("__metadata__: expected a text for '" + key + "'");
      metadata[key] = text.get<std::string>();
    }
  }

  Entry read_entry(const std::string& key, const json& value, std::span<const std::byte> data) const {
    const auto wrong = [&](const std::string& what) { fail("tensor '" + key + "': " + what); };
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
        !value.contains("data_offsets"))
      wrong("expected dtype, shape and data_offsets");
    const std::string dtype = value["dtype"].is_string() ? value["dtype"].get<std::string>() : "";
    const auto type =
        std::find_if(type_names.begin(), type_names.end(), [&](const TypeName& one) { return one.name == dtype; });
    if (type == type_names.end())
      wrong("expected a known dtype, found " + value["dtype"].dump(-1, ' ', true, json::error_handler_t::replace));

    Entry entry{type->type, {}, {}};
    std::size_t expected = type->bytes;
    if (!value["shape"].is_array()) wrong("expected a list for shape");
    for (const json& one : value["shape"]) {
      const auto extent = whole_number(one);
      if (!extent) wrong("expected whole numbers for shape");
      entry.shape.push_back(*extent);
      if (__builtin_mul_overflow(expected, *extent, &expected)) wrong("its shape is beyond what can be addressed");
    }
    const json& offsets = value["data_offsets"];
    const bool pair = offsets.is_array() && offsets.size() == 2;
    const auto begin = pair ? whole_number(offsets[0]) : std::nullopt, end = pair ? whole_number(offsets[1]) : std::nullopt;
    if (!begin || !end || *begin > *end || *end > data.size())
      wrong("expected data_offsets within the " + std::to_string(data.size()) + " bytes of data, found " +
            offsets.dump(-1, ' ', true, json::error_handler_t::replace));
    if (*end - *begin != expected)
      wrong("expected " + std::to_string(expected) + " bytes for its shape and dtype, found " +
            std::to_string(*end - *begin));
    entry.bytes = data.subspan(*begin, *end - *begin);
    return entry;
  }

  // The data is the tensors one after the other, without overlap, hole or rest.
  void check_cover(std::span<const std::byte> data) const {
    std::vector<const Entry*> ordered;
    for (const auto& [key, entry] : entries) ordered.push_back(&entry);
    std::sort(ordered.begin(), ordered.end(), [](const Entry* a, const Entry* b) {
      return std::pair(a->bytes.data(), a->bytes.size()) < std::pair(b->bytes.data(), b->bytes.size());
    });
    const std::byte* at = data.data();
    for (const Entry* entry : ordered) {
      if (entry->bytes.data() != at) fail("expected tensors one after the other, found an overlap or a hole");
      at += entry->bytes.size();
    }
    if (at != data.data() + data.size()) fail("expected the last tensor to end with the file, found more bytes");
  }
};

SafetensorsFile::SafetensorsFile() : impl_(std::make_unique<Impl>()) {}
SafetensorsFile::SafetensorsFile(SafetensorsFile&&) noexcept = default;
SafetensorsFile::~SafetensorsFile() = default;

SafetensorsFile SafetensorsFile::open(const std::filesystem::path& file) {
  SafetensorsFile result;
  result.impl_->name = file.string();
  result.impl_->mapping.emplace(file);
  result.impl_->read(result.impl_->mapping->bytes());
  return result;
}

SafetensorsFile SafetensorsFile::parse(std::span<const std::byte> bytes, std::string name) {
  SafetensorsFile result;
  result.impl_->name = std::move(name);
  result.impl_->read(bytes);
  return result;
}

std::string SafetensorsFile::name() const { return impl_->name; }
const std::map<std::string, SafetensorsFile::Entry>& SafetensorsFile::entries() const { return impl_->entries; }
const std::map<std::string, std::string>& SafetensorsFile::metadata() const { return impl_->metadata; }

std::vector<std::string> SafetensorsFile::tensor_names() const {
  std::vector<std::string> names;
  for (const auto& [key, entry] : impl_->entries) names.push_back(key);
  return names;
}

TensorView SafetensorsFile::tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const {
  const auto found = impl_->entries.find(tensor_name);
  if (found == impl_->entries.end()) impl_->fail("expected a tensor '" + tensor_name + "', found none");
  const Entry& entry = found->second;
  const auto wrong = [&](const std::string& what) { impl_->fail("tensor '" + tensor_name + "': " + what); };
  if (!std::equal(shape.begin(), shape.end(), entry.shape.begin(), entry.shape.end()))
    wrong("expected " + shape_text(shape) + ", found " + shape_text(entry.shape));
  if (entry.type != TensorType::f32) wrong("expected F32, found " + to_string(entry.type));
  if (reinterpret_cast<std::uintptr_t>(entry.bytes.data()) % alignof(float) != 0)
    wrong("expected data at a multiple of 4 bytes in the file");
  return {{reinterpret_cast<const float*>(entry.bytes.data()), entry.bytes.size() / sizeof(float)}, entry.shape};
}

void write_safetensors(const std::filesystem::path& file, std::span<const NamedTensor> tensors,
                       const std::map<std::string, std::string>& metadata) {
  static_assert(std::endian::native == std::endian::little);
  std::vector<const NamedTensor*> ordered;
  for (const TensorType type : {TensorType::f32, TensorType::i8})
    for (const NamedTensor& tensor : tensors)
      if (type_of(tensor) == type) ordered.push_back(&tensor);
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::size_t at = 0;
  for (const NamedTensor* tensor : ordered) {
    const auto fail = [&](const std::string& what) {
      throw Error(ErrorCode::invalid_argument, file.string() + ": tensor " + tensor->name + ": " + what);
    };
    const TensorType type = type_of(*tensor);
    const std::size_t found = bytes_of(*tensor).size() / byte_size(type);
    std::size_t count = 1;
    for (const std::size_t extent : tensor->shape) count *= extent;
    if (count != found) fail("expected " + std::to_string(count) + " values for its shape, found " + std::to_string(found));
    if (header.contains(tensor->name)) fail("expected one of that name, found two");
    const std::size_t end = at + bytes_of(*tensor).size();
    header[tensor->name] = {{"dtype", to_string(type)}, {"shape", tensor->shape}, {"data_offsets", {at, end}}};
    at = end;
  }
  std::string text = header.dump();
  while ((8 + text.size()) % data_alignment != 0) text += ' ';
  write_file_atomically(file, [&](std::ostream& out) {
    const std::uint64_t size = text.size();
    out.write(reinterpret_cast<const char*>(&size), sizeof size);
    out << text;
    for (const NamedTensor* tensor : ordered) {
      const std::span<const std::byte> bytes = bytes_of(*tensor);
      out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
  });
}

}  // namespace affectus
