#include "training/teacher.h"

#include <algorithm>
#include <array>

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "base/content_key.h"
#include "names/category_names.h"
#include "storage/files.h"
#include "training/training_set.h"

namespace affectus {
namespace {

constexpr std::string_view teacher_cache_version = "teacher 3";

// Place of `name` in `names`, or their number.
std::size_t place_of(const std::string& name, const std::vector<std::string>& names) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}
std::size_t place_of_category(const std::string& name, const std::vector<std::string>& names) {
  return static_cast<std::size_t>(std::ranges::find(names, category_name(name), category_name) - names.begin());
}

}  // namespace

Teacher::Teacher(const std::filesystem::path& folder, const FrontEndRegistry& front_ends, FrameCache cache)
    : model_(load_model_folder(folder, front_ends)), cache_(std::move(cache)) {
  ContentKey key;
  key.add(teacher_cache_version);
  ModelConfig config = model_->config();
  config.figures.clear();
  key.add(config.text()).add(read_file(folder / "model.safetensors")).add(model_->front_end_fingerprint());
  content_ = key.text();
}

void Teacher::check(const std::vector<std::string>& categories, bool needs_deviations) const {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "teacher " + model_->config().name + ": " + what);
  };
  for (const char* dimension : dimension_names)
    if (place_of(dimension, model_->config().dimensions) == model_->config().dimensions.size())
      fail(std::string("expected a model of activation, valence and dominance, found none of ") + dimension);
  const std::vector<std::string>& known = model_->config().categories;
  const auto is_known = [&](const std::string& category) { return place_of_category(category, known) < known.size(); };
  if (!categories.empty() && std::ranges::none_of(categories, is_known))
    fail("expected a model that knows categories of the corpora, found " +
         (known.empty() ? "none" : "others, such as " + known.front()));
  if (needs_deviations && model_->config().estimator.deviations == 0)
    fail("expected a model that gives the raters' standard deviations, as deviation_weight needs it, found one without");
}

// Kept as one frame: dimensions, deviations, categories, embedding.
Estimate Teacher::estimate(const std::filesystem::path& recording, const ContentKey& bytes,
                           const std::function<std::vector<float>()>& samples) const {
  const auto parts = [](auto& estimate) {
    return std::array{&estimate.dimensions, &estimate.deviations, &estimate.categories, &estimate.embedding};
  };
  const ModelConfig& config = model_->config();
  Estimate estimate;
  estimate.dimensions.resize(config.dimensions.size());
  estimate.deviations.resize(config.estimator.deviations);
  estimate.categories.resize(config.categories.size());
  estimate.embedding.resize(embedding_dim());
  std::size_t width = 0;
  for (const auto* part : parts(estimate)) width += part->size();
  std::string key;
  if (cache_.is_enabled()) {
    key = ContentKey().add(content_).add(bytes.text()).text();
    if (const auto frames = cache_.load(key, width)) {
      const float* place = frames->data();
      for (auto* part : parts(estimate)) {
        std::copy_n(place, part->size(), part->begin());
        place += part->size();
      }
      return estimate;
    }
  }
  const std::vector<float> input = samples();
  if (input.size() < model_->shortest_samples())
    throw Error(ErrorCode::invalid_format, recording.string() + ": expected at least one frame of audio, found less");
  estimate = model_->estimate(input);
  if (key.empty()) return estimate;
  Frames kept(width);
  auto place = kept.append().begin();
  for (const auto* part : parts(estimate)) place = std::ranges::copy(*part, place).out;
  cache_.keep(key, kept);
  return estimate;
}

TeacherOutput Teacher::output(const std::filesystem::path& recording, const ContentKey& bytes,
                              const std::vector<std::string>& categories,
                              const std::function<std::vector<float>()>& samples) const {
  const Estimate said = estimate(recording, bytes, samples);
  const ModelConfig& config = model_->config();
  TeacherOutput output{.dimensions = {}, .categories = {}, .embedding = said.embedding};
  const double middle = (config.scale_low + config.scale_high) / 2, half = (config.scale_high - config.scale_low) / 2;
  for (std::size_t i = 0; i < dimension_names.size(); ++i) {
    const std::size_t place = place_of(dimension_names[i], config.dimensions);
    output.dimensions[i] = static_cast<float>((said.dimensions[place] - middle) / half);
    if (!said.deviations.empty()) output.deviations[i] = static_cast<float>(said.deviations[place] / half);
  }
  for (const std::string& category : categories) {
    const std::size_t place = place_of_category(category, config.categories);
    output.categories.push_back(place < said.categories.size() ? said.categories[place] : 0.0F);
  }
  return output;
}

}  // namespace affectus
