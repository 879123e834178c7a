#include "encoder_graphs/low_rank_adapter.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "base/half.h"
#include "encoder_graphs/adapter_config.h"
#include "encoder_graphs/config_reader.h"
#include "storage/files.h"
#include "storage/safetensors_storage.h"

namespace affectus {
namespace {

constexpr const char* config_file = "adapter_config.json";
constexpr const char* weights_file = "adapter_model.safetensors";
const std::string peft_prefix = "base_model.model.";

std::vector<float> floats_of(const RawTensor& tensor, const std::string& where) {
  const std::size_t count = tensor.bytes.size() / byte_size(tensor.type);
  std::vector<float> values(count);
  const auto each = [&]<typename Bits>(Bits bits, const auto& convert) {
    for (std::size_t i = 0; i < count; ++i) {
      std::memcpy(&bits, tensor.bytes.data() + i * sizeof bits, sizeof bits);
      values[i] = convert(bits);
    }
  };
  if (tensor.type == TensorType::f32)
    each(std::uint32_t{}, [](std::uint32_t bits) { return std::bit_cast<float>(bits); });
  else if (tensor.type == TensorType::f16)
    each(std::uint16_t{}, [](std::uint16_t bits) { return from_half(bits); });
  else if (tensor.type == TensorType::bf16)
    each(std::uint16_t{}, [](std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); });
  else
    throw Error(ErrorCode::invalid_format, where + ": expected F32, F16 or BF16, found " + to_string(tensor.type));
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); }))
    throw Error(ErrorCode::invalid_format, where + ": expected finite values, found infinity or not-a-number");
  return values;
}

// A weight's name in the encoder from that of its module in transformers' model; whatever wraps the encoder is left out.
// Empty: it is none of the encoder's layers.
std::string weight_name(const std::string& module, EncoderConfig::Family family) {
  if (module.find("decoder.") != std::string::npos) return {};
  const std::size_t layers = module.find("layers.");
  if (layers == std::string::npos) return {};
  return (family == EncoderConfig::Family::whisper ? "" : "encoder.") + module.substr(layers) + ".weight";
}

}  // namespace

LowRankAdapter::LowRankAdapter(double scale, std::map<std::string, LowRankDelta> deltas)
    : scale_(scale), deltas_(std::move(deltas)) {}

LowRankAdapter LowRankAdapter::read(const std::filesystem::path& folder, EncoderConfig::Family family) {
  const std::filesystem::path config = folder / config_file, weights = folder / weights_file;
  const AdapterConfig facts = AdapterConfig::parse(read_file(config, largest_configuration), config.string());
  LowRankAdapter adapter(facts.scale, {});
  adapter.name_ = weights.string();
  adapter.files_ = {config, weights};
  const SafetensorsFile file = open_safetensors(weights);
  for (const auto& [name, tensor] : file.entries()) {
    const std::string where = adapter.name_ + ": tensor " + name;
    const bool is_a = name.ends_with(".lora_A.weight");
    const std::string module =
        name.starts_with(peft_prefix) && (is_a || name.ends_with(".lora_B.weight"))
            ? name.substr(peft_prefix.size(), name.size() - peft_prefix.size() - std::strlen(".lora_A.weight"))
            : "";
    const std::string weight = weight_name(module, family);
    if (weight.empty())
      throw Error(ErrorCode::unsupported,
                  where + ": expected base_model.model....layers.N....lora_A.weight or lora_B.weight of the encoder");
    const auto& shape = tensor.shape;
    if (shape.size() != 2 || shape[is_a ? 0 : 1] != facts.rank)
      throw Error(ErrorCode::invalid_format,
                  where + ": expected a matrix of rank " + std::to_string(facts.rank) + ", found " + shape_text(shape));
    LowRankDelta& delta = adapter.deltas_[weight];
    delta.rank = facts.rank;
    (is_a ? delta.in : delta.out) = shape[is_a ? 1 : 0];
    std::vector<float>& values = is_a ? delta.a : delta.b;
    if (!values.empty()) throw Error(ErrorCode::invalid_format, where + ": expected one for its weight, found two");
    values = floats_of(tensor, where);
  }
  for (const auto& [weight, delta] : adapter.deltas_)
    if (delta.a.empty() || delta.b.empty())
      throw Error(ErrorCode::invalid_format,
                  adapter.name_ + ": expected both lora_A and lora_B for " + weight + ", found one");
  if (adapter.deltas_.empty())
    throw Error(ErrorCode::invalid_format, adapter.name_ + ": expected tensors of an adapter, found none");
  return adapter;
}

LowRankAdapter LowRankAdapter::within(const CheckpointTensors& checkpoint, const std::string& prefix) {
  LowRankAdapter adapter(1, {});
  adapter.name_ = checkpoint.name();
  const std::string suffix_a = ".lora_A", suffix_b = ".lora_B";
  for (const auto& [name, tensor] : checkpoint.tensors()) {
    if (!name.starts_with(prefix) || !name.ends_with(suffix_a)) continue;
    const std::string stem = name.substr(0, name.size() - suffix_a.size());
    const auto b = checkpoint.tensors().find(stem + suffix_b);
    const bool fits = b != checkpoint.tensors().end() && tensor.shape.size() == 2 && b->second.shape.size() == 2 &&
                      tensor.shape[0] > 0 && b->second.shape[1] == tensor.shape[0];
    if (!fits)
      throw Error(ErrorCode::invalid_format,
                  adapter.name_ + ": tensor " + name + ": expected " + stem + suffix_b + " of the same rank, found " +
                      shape_text(tensor.shape) +
                      (b == checkpoint.tensors().end() ? " alone" : " and " + shape_text(b->second.shape)));
    LowRankDelta& delta = adapter.deltas_[stem.substr(prefix.size()) + ".weight"];
    delta = {tensor.shape[0], tensor.shape[1], b->second.shape[0], floats_of(tensor, adapter.name_ + ": tensor " + name),
             floats_of(b->second, adapter.name_ + ": tensor " + b->first)};
    for (float& value : delta.b) value /= static_cast<float>(delta.rank);
  }
  return adapter;
}

std::vector<bool> targeted(const std::vector<std::string>& targets, const std::vector<std::string>& modules) {
  std::vector<bool> chosen(modules.size());
  for (const std::string& target : targets) {
    bool is_found = false;
    for (std::size_t i = 0; i < modules.size(); ++i)
      if (modules[i] == target || modules[i].ends_with("." + target)) chosen[i] = is_found = true;
    if (!is_found)
      throw Error(ErrorCode::invalid_argument, "targets: expected ends of names of the layers' products, found " + target);
  }
  return chosen;
}

bool LowRankAdapter::add_to(const std::string& weight_name, std::size_t out, std::size_t in, std::span<float> weight) const {
  const auto found = deltas_.find(weight_name);
  if (found == deltas_.end()) return false;
  const LowRankDelta& delta = found->second;
  if (delta.out != out || delta.in != in)
    throw Error(ErrorCode::invalid_format, name_ + ": for " + weight_name + ": expected " + std::to_string(out) + " x " +
                                               std::to_string(in) + ", found " + std::to_string(delta.out) + " x " +
                                               std::to_string(delta.in));
  std::vector<double> row(in);
  for (std::size_t i = 0; i < out; ++i) {
    std::ranges::fill(row, 0.0);
    for (std::size_t r = 0; r < delta.rank; ++r) {
      const double factor = scale_ * static_cast<double>(delta.b[i * delta.rank + r]);
      for (std::size_t k = 0; k < in; ++k) row[k] += factor * static_cast<double>(delta.a[r * in + k]);
    }
    for (std::size_t k = 0; k < in; ++k) weight[i * in + k] = static_cast<float>(weight[i * in + k] + row[k]);
  }
  return true;
}

void LowRankAdapter::require_all_in(const std::set<std::string>& weights) const {
  for (const auto& [weight, delta] : deltas_)
    if (!weights.contains(weight))
      throw Error(ErrorCode::invalid_format,
                  name_ + ": expected weights of this encoder, found one for " + weight + ", which it does not have");
}

void write_low_rank_adapter(const std::filesystem::path& folder, const LowRankAdapter& adapter, const AdapterCard& card) {
  make_folder(folder);
  std::set<std::string> modules;
  std::vector<std::vector<std::uint16_t>> halves;
  std::vector<NamedTensor> tensors;
  const auto add = [&](const std::string& name, std::vector<std::size_t> shape, const std::vector<float>& values) {
    if (!card.half) {
      tensors.push_back({name, std::move(shape), values});
      return;
    }
    std::vector<std::uint16_t>& half = halves.emplace_back();
    std::ranges::transform(values, std::back_inserter(half), to_half);
    tensors.push_back({name, shape, RawTensor{TensorType::f16, shape, std::as_bytes(std::span(half))}});
  };
  halves.reserve(2 * adapter.deltas().size());  // the tensors refer to them
  for (const auto& [weight, delta] : adapter.deltas()) {
    const std::size_t start = weight.find("layers.");
    const std::string module = card.module_prefix + weight.substr(start, weight.size() - start - std::strlen(".weight"));
    modules.insert(module);
    add(peft_prefix + module + ".lora_A.weight", {delta.rank, delta.in}, delta.a);
    add(peft_prefix + module + ".lora_B.weight", {delta.out, delta.rank}, delta.b);
  }
  std::string pattern;  // matches these modules and no others, in a decoder for example
  for (const std::string& module : modules) {
    pattern += pattern.empty() ? "" : "|";
    for (const char character : module) pattern += character == '.' ? "\\." : std::string(1, character);
  }
  const nlohmann::ordered_json config = {{"peft_type", "LORA"},
                                         {"task_type", nullptr},
                                         {"base_model_name_or_path", card.base_model},
                                         {"r", card.rank},
                                         {"lora_alpha", card.alpha},
                                         {"lora_dropout", 0.0},
                                         {"target_modules", pattern},
                                         {"bias", "none"},
                                         {"fan_in_fan_out", false},
                                         {"use_rslora", false},
                                         {"use_dora", false},
                                         {"modules_to_save", nullptr},
                                         {"init_lora_weights", true},
                                         {"inference_mode", true}};
  write_safetensors(folder / weights_file, tensors, {{"format", "pt"}});
  write_file_atomically(folder / config_file, [&](std::ostream& out) { out << config.dump(2) << '\n'; });
}

}  // namespace affectus
