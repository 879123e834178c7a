#include "affectus/model_folder.h"

#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "base/bounded_json.h"
#include "storage/files.h"
#include "storage/front_ends_in_folder.h"
#include "storage/mapped_file.h"

namespace affectus {
namespace {

constexpr std::size_t largest_config = 16 << 20;

}  // namespace

void find_in_folder(ModelConfig::FrontEndEntry& entry, const std::filesystem::path& folder) {
  if (entry.name.starts_with("./")) entry.name = (folder / entry.name.substr(2)).string();
  nlohmann::json options = parse_json(entry.options.empty() ? "{}" : entry.options);
  if (!options.is_object() || !options.contains("adapter") || !options["adapter"].is_string()) return;
  options["adapter"] = (folder / options["adapter"].get<std::string>()).string();
  entry.options = options.dump();
}

std::shared_ptr<const Model> load_model_folder(const std::filesystem::path& folder, const FrontEndRegistry& front_ends) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    throw Error(ErrorCode::not_found, folder.string() + ": expected a model folder (config.json, model.safetensors)");
  ModelConfig config = read_model_config(folder / "config.json");
  for (ModelConfig::FrontEndEntry& entry : config.front_ends) find_in_folder(entry, folder);
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
