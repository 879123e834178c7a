#include "encoders/speech_encoder.h"

#include <algorithm>
#include <optional>

#include "affectus/error.h"
#include "base/content_key.h"
#include "base/placeholder.h"
#include "encoders/compiled_graph.h"
#include "encoders/encoder_graph.h"
#include "encoders/encoder_input.h"
#include "encoders/graph_key.h"
#include "encoders/openvino_core.h"
#include "encoders/torch_library.h"
#include "storage/mapped_file.h"

namespace affectus {

CheckpointWeights encoder_weights(const CheckpointTensors& checkpoint, const EncoderConfig& config) {
  return CheckpointWeights(checkpoint, encoder_prefix(checkpoint, config));
}

namespace {

// The graph, and what keeps its weights: files whose names begin as its own does.
void refuse_placeholders(const std::filesystem::path& graph) {
  const std::string stem = graph.stem().string();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(graph.parent_path()))
    if (entry.is_regular_file() && entry.path().filename().string().starts_with(stem)) files.push_back(entry.path());
  std::ranges::sort(files);
  for (const std::filesystem::path& path : files) {
    const MappedFile file(path);
    refuse_placeholder({reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()}, path.string(),
                       FileMeaning::graph);
  }
}

// Somebody else's graph: the outputs that are wanted and the input, by their names.
std::unique_ptr<CompiledGraph> compile_file(const std::filesystem::path& file, const EncoderConfig& config,
                                            std::span<const std::size_t> layers, const EncoderInput& input,
                                            const EncoderRuntime& runtime) {
  if (!std::filesystem::exists(file)) throw Error(ErrorCode::not_found, file.string() + ": no such file");
  refuse_placeholders(file);
  try {
    const auto model = make_openvino_core().read_model(file.string());
    ov::OutputVector outputs;
    for (const std::size_t layer : layers)
      outputs.push_back(model->output(config.graph_outputs.at(layer)).get_node()->input_value(0));
    const auto parameter = ov::as_type_ptr<ov::op::v0::Parameter>(model->input(config.graph_input).get_node_shared_ptr());
    return std::make_unique<CompiledGraph>(outputs, ov::ParameterVector{parameter}, input.graph_inputs(), runtime, "");
  } catch (const ov::Exception& error) {
    std::string reason = error.what();
    std::ranges::replace(reason, '\n', ' ');
    throw Error(ErrorCode::invalid_format,
                file.string() + ": expected a graph as encoder.json describes it, found: " + reason);
  }
}

}  // namespace

struct SpeechEncoder::Impl {
  EncoderConfig config;
  std::optional<CheckpointTensors> checkpoint;  // the graph's constants are views of it
  std::optional<LowRankAdapter> adapter;
  std::filesystem::path folder;
  std::optional<EncoderInput> input;
  std::unique_ptr<CompiledGraph> graph;
  std::unique_ptr<const TorchLibraryEncoder> torch;  // runs instead of the graph
};

SpeechEncoder::SpeechEncoder() = default;
SpeechEncoder::SpeechEncoder(SpeechEncoder&&) noexcept = default;
SpeechEncoder::~SpeechEncoder() = default;

SpeechEncoder SpeechEncoder::load(const std::filesystem::path& folder, const EncoderConfig& config,
                                  std::span<const std::size_t> layers, const EncoderRuntime& runtime, bool pad,
                                  const std::filesystem::path& adapter) {
  SpeechEncoder encoder;
  encoder.impl_ = std::make_unique<Impl>(Impl{config, std::nullopt, std::nullopt, folder, std::nullopt, nullptr, nullptr});
  Impl& impl = *encoder.impl_;
  if (config.family == EncoderConfig::Family::graph_file && is_torch_device(runtime.device))
    throw Error(ErrorCode::unsupported,
                (folder / config.graph_file).string() + ": expected a device of OpenVINO for a graph");
  if (config.family == EncoderConfig::Family::graph_file) {
    if (!adapter.empty())
      throw Error(ErrorCode::unsupported, adapter.string() + ": expected an encoder with weights of Hugging Face's format " +
                                              "for this adapter, found a graph, " + config.graph_file);
    impl.input.emplace(config, pad);
    impl.graph = compile_file(folder / config.graph_file, config, layers, *impl.input, runtime);
    return encoder;
  }
  impl.checkpoint.emplace(CheckpointTensors::open(folder));
  if (is_torch_device(runtime.device)) {
    if (!adapter.empty()) impl.adapter.emplace(LowRankAdapter::read(adapter, config.family));
    impl.torch = std::make_unique<TorchLibraryEncoder>(folder, adapter, layers, runtime, pad);
    return encoder;
  }
  CheckpointWeights weights = encoder_weights(*impl.checkpoint, config);
  if (!adapter.empty()) weights.adapt(impl.adapter.emplace(LowRankAdapter::read(adapter, config.family)));
  const EncoderGraph graph = build_encoder(config, weights);
  weights.finish();
  ov::OutputVector outputs;
  for (const std::size_t layer : layers) outputs.push_back(graph.hidden_states.at(layer));
  std::string settings = pad ? "padded" : "";
  for (const std::size_t layer : layers) settings += " " + std::to_string(layer);
  std::vector<std::filesystem::path> files = impl.checkpoint->files();
  files.push_back(folder / "config.json");
  std::unique_ptr<const StemRunner> stem;
  if (graph.stem) stem = std::make_unique<StemRunner>(config, *graph.stem, runtime, graph_key(files, ""));
  if (impl.adapter) files.insert(files.end(), impl.adapter->files().begin(), impl.adapter->files().end());
  impl.input.emplace(config, pad, std::nullopt, std::move(stem));
  impl.graph = std::make_unique<CompiledGraph>(outputs, ov::ParameterVector{graph.input}, impl.input->graph_inputs(),
                                               runtime, graph_key(files, settings));
  return encoder;
}

void SpeechEncoder::run(std::span<const float> samples, Frames& frames) const {
  const std::size_t count = frame_count(impl_->config, samples.size());
  const std::size_t channels = impl_->config.hidden_size;
  const auto check = [&](const ov::Shape& shape) {
    if (shape.size() == 3 && shape[1] >= count && shape[2] == channels) return;
    throw Error(ErrorCode::invalid_format, (impl_->folder / impl_->config.graph_file).string() +
                                               ": expected an output of [1, " + std::to_string(count) + ", " +
                                               std::to_string(channels) + "], found " + shape.to_string());
  };
  const std::size_t first = frames.count();
  frames.resize(first + count);
  if (impl_->torch) return impl_->torch->run(samples, frames, first, count);
  impl_->graph->run(std::vector{impl_->input->make(samples)}, [&](std::size_t part, const ov::Tensor& states) {
    check(states.get_shape());
    const float* values = states.data<const float>();
    for (std::size_t i = 0; i < count; ++i)
      std::copy_n(values + i * channels, channels, frames[first + i].begin() + static_cast<std::ptrdiff_t>(part * channels));
  });
}

std::string SpeechEncoder::content() const {
  ContentKey key;
  const auto add_file = [&](const std::filesystem::path& path) {
    const MappedFile file(path);
    key.add(path.filename().string()).add({reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()});
  };
  if (!impl_->checkpoint) {
    // A graph may keep its weights in files of their own.
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(impl_->folder))
      if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    std::ranges::for_each(files, add_file);
    return key.text();
  }
  for (const char* name : {"config.json", "preprocessor_config.json"})
    if (std::filesystem::exists(impl_->folder / name)) add_file(impl_->folder / name);
  if (impl_->adapter) std::ranges::for_each(impl_->adapter->files(), add_file);
  for (const auto& [name, tensor] : impl_->checkpoint->tensors())
    key.add(name).add({reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
  return key.text();
}

}  // namespace affectus
