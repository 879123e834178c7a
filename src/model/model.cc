#include "affectus/model.h"

#include <algorithm>

#include "affectus/error.h"
#include "model/frame_joiner.h"
#include "model/front_end_options.h"
#include "model/quantized_weights.h"

namespace affectus {

struct Model::Impl {
  ModelConfig config;
  std::vector<std::unique_ptr<FrontEnd>> front_ends;
  std::optional<FrameJoiner> joiner;
  std::optional<std::size_t> mel;  // the front end that is the default mel filterbank
  std::optional<Estimator> estimator;
  std::unique_ptr<SampleEstimator> sample_estimator;
};

namespace {

std::unique_ptr<FrontEnd> make_entry(const ModelConfig::FrontEndEntry& entry, const std::string& file,
                                     const FrontEndMaker& others) {
  const auto fail = [&](const std::string& what) { throw Error(ErrorCode::invalid_format, file + ": " + what); };
  std::unique_ptr<FrontEnd> front_end;
  try {
    front_end = make_front_end(entry.name, entry.options, others);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_argument) throw;
    fail(error.what());
  }
  if (front_end->dim() != entry.dim)
    fail("front end " + entry.name + ": expected frames of " + std::to_string(entry.dim) + " values, found " +
         std::to_string(front_end->dim()));
  return front_end;
}

}  // namespace

Model::Model() : impl_(std::make_unique<Impl>()) {}
Model::Model(Model&&) noexcept = default;
Model::~Model() = default;

Model Model::load(const std::filesystem::path& folder, const FrontEndMaker& others) {
  if (!std::filesystem::is_directory(folder))
    throw Error(ErrorCode::not_found, folder.string() + ": expected a model folder (config.json, model.safetensors)");
  Model model;
  Impl& impl = *model.impl_;
  impl.config = ModelConfig::read(folder / "config.json");
  for (const auto& entry : impl.config.front_ends) {
    impl.front_ends.push_back(make_entry(entry, (folder / "config.json").string(), others));
    if (entry.name == "mfb" && (entry.options.empty() || entry.options == "{}")) impl.mel = impl.front_ends.size() - 1;
  }
  std::vector<FramePart> parts;
  for (std::size_t i = 0; i < impl.front_ends.size(); ++i) {
    const auto& entry = impl.config.front_ends[i];
    parts.push_back({entry.dim, impl.front_ends[i]->frame_rate_hz(), entry.selected});
  }
  try {
    impl.joiner.emplace(std::move(parts), impl.config.frame_rate_hz);
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_format, (folder / "config.json").string() + ": " + error.what());
  }
  impl.estimator.emplace(impl.config.estimator,
                         WeightFile(SafetensorsFile::open(folder / "model.safetensors"), impl.config.weight_bits));
  return model;
}

Model Model::wrap(ModelConfig config, std::unique_ptr<SampleEstimator> network) {
  Model model;
  model.impl_->config = std::move(config);
  model.impl_->sample_estimator = std::move(network);
  return model;
}

const SampleEstimator* Model::sample_estimator() const { return impl_->sample_estimator.get(); }
const ModelConfig& Model::config() const { return impl_->config; }
const Estimator& Model::estimator() const { return *impl_->estimator; }
const std::vector<std::unique_ptr<FrontEnd>>& Model::front_ends() const { return impl_->front_ends; }

Frames Model::frames(std::span<const float> samples, Frames* mel) const {
  std::vector<Frames> parts(impl_->front_ends.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    impl_->front_ends[i]->compute(samples, parts[i]);
    if (mel && impl_->mel == i) *mel = parts[i];
    impl_->config.front_ends[i].normalization.apply(parts[i]);
  }
  return impl_->joiner->join(std::move(parts));
}

}  // namespace affectus
