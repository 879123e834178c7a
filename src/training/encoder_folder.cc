#include "training/encoder_folder.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "checkpoint/checkpoint_tensors.h"
#include "storage/files.h"
#include "storage/safetensors_storage.h"

namespace affectus {

void write_encoder_folder(const std::filesystem::path& folder, const std::filesystem::path& source,
                          const std::string& prefix, const StateTensors& learned) {
  make_folder(folder);
  const CheckpointTensors checkpoint = CheckpointTensors::open(source);
  std::vector<NamedTensor> tensors;
  for (const auto& [name, tensor] : checkpoint.tensors()) {
    if (!name.starts_with(prefix)) continue;
    const auto changed = learned.find(name.substr(prefix.size()));
    if (changed == learned.end())
      tensors.push_back({name, tensor.shape, tensor});
    else
      tensors.push_back({name, changed->second.shape, changed->second.values});
  }
  write_safetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});

  // transformers would convert what was learned to the type that the configuration names.
  auto config = nlohmann::ordered_json::parse(read_file(source / "config.json"));
  for (const char* key : {"torch_dtype", "dtype"})
    if (config.contains(key)) config[key] = "float32";
  write_file_atomically(folder / "config.json", config.dump(2) + "\n");
  const char* const preprocessor = "preprocessor_config.json";
  if (std::filesystem::exists(source / preprocessor))
    write_file_atomically(folder / preprocessor, read_file(source / preprocessor));
}

}  // namespace affectus
