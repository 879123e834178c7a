#include "checkpoint/checkpoint_tensors.h"

#include "affectus/error.h"
#include "model/safetensors.h"

namespace affectus {

struct CheckpointTensors::Impl {
  std::string name;
  std::vector<SafetensorsFile> files;
  std::map<std::string, RawTensor> tensors;
};

CheckpointTensors::CheckpointTensors() : impl_(std::make_unique<Impl>()) {}
CheckpointTensors::CheckpointTensors(CheckpointTensors&&) noexcept = default;
CheckpointTensors::~CheckpointTensors() = default;

CheckpointTensors CheckpointTensors::open(const std::filesystem::path& folder) {
  CheckpointTensors result;
  result.impl_->name = (folder / "model.safetensors").string();
  result.impl_->files.push_back(SafetensorsFile::open(folder / "model.safetensors"));
  result.impl_->tensors = result.impl_->files.back().entries();
  return result;
}

const std::string& CheckpointTensors::name() const { return impl_->name; }
const std::map<std::string, RawTensor>& CheckpointTensors::tensors() const { return impl_->tensors; }

}  // namespace affectus
