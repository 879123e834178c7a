#include "tensors/safetensors.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "affectus/error.h"
#include "base/placeholder.h"
#include "text/counted.h"

namespace affectus {
namespace {

using nlohmann::json;

constexpr std::size_t largest_header = 100'000'000;
constexpr std::size_t most_values =
    1 << 21;  // names, numbers and texts of a header, which take far more memory than room in it

// Builds the header, but refuses what a plain parse would let pass: names that stand twice, and depth.
class HeaderReader {
 public:
  HeaderReader(const std::string& name, std::string_view text) : name_(name) {
    const auto callback = [this](int depth, json::parse_event_t event, json& value) {
      if (depth > 4) fail("header: nested too deep");
      if (++values_ > most_values) fail("header: expected at most " + std::to_string(most_values) + " values, found more");
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
  std::size_t values_ = 0;
};

std::optional<std::size_t> whole_number(const json& value) {
  if (!value.is_number_unsigned()) return std::nullopt;
  return value.get<std::size_t>();
}

// The bytes of all tensors, which lie one after the other from 0 on; 0 if the header does not say so.
std::size_t size_of_data(const json& header) {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (const auto& [key, value] : header.items()) {
    if (key == "__metadata__") continue;
    if (!value.is_object() || !value.contains("data_offsets")) return 0;
    const json& offsets = value["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2) return 0;
    const auto begin = whole_number(offsets[0]), end = whole_number(offsets[1]);
    if (!begin || !end || *begin > *end) return 0;
    places.emplace_back(*begin, *end);
  }
  std::sort(places.begin(), places.end());
  std::size_t size = 0;
  for (const auto& [begin, end] : places) {
    if (begin != size) return 0;
    size = end;
  }
  return size;
}

}  // namespace

struct SafetensorsFile::Impl {
  std::shared_ptr<const void> owner;
  std::string name;
  std::map<std::string, Entry> entries;
  std::map<std::string, std::string> metadata;

  [[noreturn]] void fail(const std::string& what) const { throw Error(ErrorCode::invalid_format, name + ": " + what); }

  void read(std::span<const std::byte> bytes) {
    refuse_placeholder({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, name, FileMeaning::weights);
    if (bytes.size() < 8)
      fail("expected safetensors with a header of at least 8 bytes, found " + std::to_string(bytes.size()));
    std::uint64_t header_size = 0;
    std::memcpy(&header_size, bytes.data(), sizeof header_size);
    if (header_size <= largest_header && header_size > bytes.size() - 8 && bytes.size() > 8 && bytes[8] == std::byte{'{'})
      fail("expected " + counted(static_cast<std::size_t>(header_size), "byte", "bytes") + " of header, found " +
           std::to_string(bytes.size() - 8) + ": cut short");
    if (header_size > largest_header || header_size > bytes.size() - 8)
      fail("expected a header within the file's " + counted(bytes.size(), "byte", "bytes") + ", found one of " +
           std::to_string(header_size));
    const auto size = static_cast<std::size_t>(header_size);
    const HeaderReader reader(name, {reinterpret_cast<const char*>(bytes.data()) + 8, size});
    const std::span<const std::byte> data = bytes.subspan(8 + size);
    if (const std::size_t whole = size_of_data(reader.header); whole > data.size())
      fail("expected " + counted(whole, "byte", "bytes") + " of data, found " + std::to_string(data.size()) + ": cut short");
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
    const std::optional<TensorType> type = parse_tensor_type(dtype);
    if (!type) wrong("expected a known dtype, found " + value["dtype"].dump(-1, ' ', true, json::error_handler_t::replace));

    Entry entry{*type, {}, {}};
    std::size_t expected = byte_size(*type);
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

SafetensorsFile SafetensorsFile::parse(std::span<const std::byte> bytes, std::string name,
                                       std::shared_ptr<const void> owner) {
  SafetensorsFile result;
  result.impl_->name = std::move(name);
  result.impl_->owner = std::move(owner);
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

}  // namespace affectus
