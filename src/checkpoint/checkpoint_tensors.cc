#include "checkpoint/checkpoint_tensors.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include "affectus/error.h"
#include "checkpoint/checkpoint_index.h"
#include "checkpoint/pytorch_file.h"
#include "storage/files.h"
#include "storage/safetensors_storage.h"

namespace affectus {
namespace {

constexpr std::size_t largest_index = 16 << 20;
constexpr const char* safetensors_name = "model.safetensors";
constexpr const char* pytorch_name = "pytorch_model.bin";

// The file that says what weights a folder has: whole weights, or the index of their parts. Nothing where there is neither.
struct WeightsFile {
  std::filesystem::path path;
  bool is_index = false;
};
std::optional<WeightsFile> find_weights(const std::filesystem::path& folder) {
  for (const char* file : {safetensors_name, pytorch_name}) {
    if (std::filesystem::exists(folder / file)) return WeightsFile{folder / file};
    const std::filesystem::path index = folder / (std::string(file) + ".index.json");
    if (std::filesystem::exists(index)) return WeightsFile{index, true};
  }
  return std::nullopt;
}

std::map<std::string, std::string> read_index(const std::filesystem::path& index) {
  return parse_checkpoint_index(read_file(index, largest_index), index.string());
}

}  // namespace

struct CheckpointTensors::Impl {
  std::string name;
  std::deque<SafetensorsFile> safetensors;
  std::deque<PytorchFile> pytorch;
  std::map<std::string, RawTensor> tensors;
  std::vector<std::filesystem::path> files;

  const std::map<std::string, RawTensor>& open_file(const std::filesystem::path& file) {
    files.push_back(file);
    if (file.extension() == ".safetensors") return safetensors.emplace_back(open_safetensors(file)).entries();
    return pytorch.emplace_back(PytorchFile::open(file)).tensors();
  }

  void open_shards(const std::filesystem::path& index) {
    const auto places = read_index(index);
    std::set<std::string> shards;
    for (const auto& [tensor, file] : places) shards.insert(file);
    for (const std::string& file : shards)
      for (const auto& [tensor, content] : open_file(index.parent_path() / file)) {
        const auto place = places.find(tensor);
        if (place == places.end() || place->second != file)
          throw Error(ErrorCode::invalid_format, index.string() + ": expected tensor " + tensor + " in " +
                                                     (place == places.end() ? "no file" : place->second) + ", found it in " +
                                                     file);
        tensors.emplace(tensor, content);
      }
    for (const auto& [tensor, file] : places)
      if (!tensors.contains(tensor))
        throw Error(ErrorCode::invalid_format,
                    index.string() + ": expected tensor " + tensor + " in " + file + ", found none");
  }
};

CheckpointTensors::CheckpointTensors() : impl_(std::make_unique<Impl>()) {}
CheckpointTensors::CheckpointTensors(CheckpointTensors&&) noexcept = default;
CheckpointTensors::~CheckpointTensors() = default;

CheckpointTensors CheckpointTensors::open(const std::filesystem::path& folder) {
  const auto weights = find_weights(folder);
  if (!weights)
    throw Error(ErrorCode::not_found, folder.string() + ": expected " + safetensors_name + ", " + pytorch_name +
                                          " or the index of either's parts, found none");
  CheckpointTensors result;
  result.impl_->name = weights->path.string();
  if (weights->is_index)
    result.impl_->open_shards(weights->path);
  else
    result.impl_->tensors = result.impl_->open_file(weights->path);
  return result;
}

bool CheckpointTensors::are_in(const std::filesystem::path& folder) {
  const auto weights = find_weights(folder);
  if (!weights || !weights->is_index) return weights.has_value();
  try {
    return std::ranges::all_of(read_index(weights->path), [&](const auto& place) { return exists(folder / place.second); });
  } catch (const Error&) {
    return false;
  }
}

const std::string& CheckpointTensors::name() const { return impl_->name; }
const std::map<std::string, RawTensor>& CheckpointTensors::tensors() const { return impl_->tensors; }
const std::vector<std::filesystem::path>& CheckpointTensors::files() const { return impl_->files; }

}  // namespace affectus
