#include "checkpoint/pytorch_file.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>

#include "affectus/error.h"
#include "base/placeholder.h"
#include "checkpoint/tensor_pickle.h"
#include "checkpoint/zip_directory.h"
#include "text/counted.h"

namespace affectus {
namespace {

using Members = std::map<std::string, std::span<const std::byte>>;

[[noreturn]] void fail(const std::string& where, const std::string& expected, const std::string& found) {
  throw Error(ErrorCode::invalid_format, where + ": expected " + expected + ", found " + found);
}

// What PyTorch wrote before version 1.6: a tar archive (before 0.1.10), or a row of pickles of which the first is a number.
void refuse_old_formats(std::span<const std::byte> archive, const std::string& name) {
  const std::string_view bytes(reinterpret_cast<const char*>(archive.data()), archive.size());
  constexpr std::string_view magic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 14);
  const bool is_tar = bytes.size() > 262 && bytes.substr(257, 5) == "ustar";
  if (!is_tar && !bytes.starts_with(magic)) return;
  throw Error(ErrorCode::unsupported,
              name +
                  ": expected a checkpoint of PyTorch 1.6 or later, found an older format; convert it with: python3 -c "
                  "\"import torch; torch.save(torch.load('" +
                  std::filesystem::path(name).filename().string() +
                  "', map_location='cpu', weights_only=True), 'pytorch_model.bin')\"");
}

// The folder in which everything lies has any name.
std::string top_folder(const Members& members, const std::string& name) {
  for (const auto& [member, content] : members)
    if (const std::size_t slash = member.find('/'); slash != std::string::npos && member.substr(slash) == "/data.pkl")
      return member.substr(0, slash + 1);
  fail(name, "a zip archive with a member data.pkl (a PyTorch checkpoint)", "none");
}

// Product of the extents; nothing where it is beyond `limit`.
bool count_elements(const PickledTensor& tensor, std::uint64_t limit, std::uint64_t& count) {
  count = 1;
  if (std::ranges::find(tensor.shape, 0U) != tensor.shape.end()) {
    count = 0;
    return true;
  }
  for (const std::uint64_t extent : tensor.shape) {
    if (extent > limit / count) return false;
    count *= extent;
  }
  return true;
}

// The largest element that a tensor refers to lies within its storage.
void check_bounds(const PickledTensor& tensor, std::uint64_t count, const std::string& where) {
  if (count == 0) return;
  std::uint64_t last = tensor.offset;
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    const std::uint64_t steps = tensor.shape[axis] - 1;
    if (steps > 0 && tensor.stride[axis] > (std::numeric_limits<std::uint64_t>::max() - last) / steps)
      fail(where, "elements within its storage", "strides beyond all bounds");
    last += steps * tensor.stride[axis];
  }
  if (last >= tensor.storage_elements)
    fail(where, "elements within its storage of " + std::to_string(tensor.storage_elements),
         "element " + std::to_string(last));
}

bool is_contiguous(const PickledTensor& tensor) {
  std::uint64_t step = 1;
  for (std::size_t axis = tensor.shape.size(); axis-- > 0;) {
    if (tensor.shape[axis] != 1 && tensor.stride[axis] != step) return false;
    step *= tensor.shape[axis];
  }
  return true;
}

// Element by element, in row-major order.
std::vector<std::byte> gather(const PickledTensor& tensor, std::span<const std::byte> storage, std::uint64_t count) {
  const std::size_t size = byte_size(tensor.type);
  std::vector<std::byte> values(count * size);
  std::vector<std::uint64_t> place(tensor.shape.size());
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t element = tensor.offset;
    for (std::size_t axis = 0; axis < place.size(); ++axis) element += place[axis] * tensor.stride[axis];
    std::memcpy(values.data() + i * size, storage.data() + element * size, size);
    for (std::size_t axis = place.size(); axis-- > 0;) {
      if (++place[axis] < tensor.shape[axis]) break;
      place[axis] = 0;
    }
  }
  return values;
}

RawTensor make_tensor(const PickledTensor& tensor, std::span<const std::byte> storage, const std::string& where,
                      std::deque<std::vector<std::byte>>& copies) {
  const std::size_t size = byte_size(tensor.type);
  if (tensor.storage_elements > storage.size() / size)
    fail(where, "a storage of " + counted(tensor.storage_elements, "element", "elements"),
         counted(storage.size(), "byte", "bytes"));
  std::uint64_t count = 0;
  if (!count_elements(tensor, tensor.storage_elements, count))
    fail(where, "at most the " + std::to_string(tensor.storage_elements) + " elements of its storage", "more");
  check_bounds(tensor, count, where);
  RawTensor result{tensor.type, {tensor.shape.begin(), tensor.shape.end()}, {}};
  if (count == 0) return result;
  if (is_contiguous(tensor)) {
    result.bytes = storage.subspan(tensor.offset * size, count * size);
  } else {
    copies.push_back(gather(tensor, storage, count));
    result.bytes = copies.back();
  }
  return result;
}

}  // namespace

std::map<std::string, RawTensor> parse_pytorch_archive(std::span<const std::byte> archive, const std::string& name,
                                                       std::deque<std::vector<std::byte>>& copies) {
  refuse_placeholder({reinterpret_cast<const char*>(archive.data()), archive.size()}, name, FileMeaning::weights);
  refuse_old_formats(archive, name);
  const Members members = read_zip_directory(archive, name);
  const std::string folder = top_folder(members, name);
  if (const auto order = members.find(folder + "byteorder"); order != members.end()) {
    const std::string_view text(reinterpret_cast<const char*>(order->second.data()), order->second.size());
    if (text != "little") fail(name, "values in little-endian order", "'" + std::string(text.substr(0, 20)) + "'");
  }
  std::map<std::string, RawTensor> tensors;
  std::uint64_t copied = 0;
  for (const PickledTensor& tensor : read_tensor_pickle(members.at(folder + "data.pkl"), name)) {
    const std::string where = name + ": tensor " + tensor.name;
    const auto storage = members.find(folder + "data/" + tensor.storage);
    if (storage == members.end()) fail(where, "a member data/" + tensor.storage, "none");
    const std::size_t copies_before = copies.size();
    if (!tensors.emplace(tensor.name, make_tensor(tensor, storage->second, where, copies)).second)
      fail(where, "one of that name", "two");
    // A small file could ask for any amount of memory by many views of one storage.
    if (copies.size() > copies_before) copied += copies.back().size();
    if (copied > archive.size())
      fail(where, "at most as many bytes of rearranged tensors as the file has (" + std::to_string(archive.size()) + ")",
           "more");
  }
  return tensors;
}

PytorchFile PytorchFile::open(const std::filesystem::path& file) {
  PytorchFile result{MappedFile(file)};
  result.tensors_ = parse_pytorch_archive(result.file_.bytes(), file.string(), result.copies_);
  return result;
}

}  // namespace affectus
