#include "affectus/model_folder.h"

#include "affectus/error.h"
#include "storage/files.h"
#include "storage/mapped_file.h"

namespace affectus {
namespace {

constexpr std::size_t largest_config = 16 << 20;

}  // namespace

std::shared_ptr<const Model> load_model_folder(const std::filesystem::path& folder, const FrontEndRegistry& front_ends) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    throw Error(ErrorCode::not_found, folder.string() + ": expected a model folder (config.json, model.safetensors)");
  ModelConfig config = read_model_config(folder / "config.json");
  const std::filesystem::path weights = folder / "model.safetensors";
  return Model::make(std::move(config), MappedFile(weights).bytes(), front_ends,
                     {(folder / "config.json").string(), weights.string()});
}

ModelConfig read_model_config(const std::filesystem::path& file) {
  return ModelConfig::parse(read_file(file, largest_config), file.string());
}

void write_model_config(const ModelConfig& config, const std::filesystem::path& file) {
  write_file_atomically(file, [&](std::ostream& out) { out << config.text(); });
}

}  // namespace affectus
