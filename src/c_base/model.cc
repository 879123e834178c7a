#include "c_base/model.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "c_base/absent.h"
#include "c_base/errors.h"
#include "c_base/surroundings.h"

namespace affectus {
namespace {

// Null where `model` is.
const ModelConfig* config_of(const affectus_model* model) { return model == nullptr ? nullptr : &model->model->config(); }

}  // namespace
}  // namespace affectus

affectus_model* affectus_model_open_memory(const char* config, size_t config_size, const void* weights, size_t weights_size,
                                           affectus_error** error) {
  return affectus::given(error, [&] {
    const std::string_view text(&affectus::required(config, "config"), config_size);
    const std::span bytes(&affectus::required(static_cast<const std::byte*>(weights), "weights"), weights_size);
    auto parsed = affectus::ModelConfig::parse(text, "config");
    return affectus::handle(affectus::Model::make(std::move(parsed), bytes, affectus::surroundings::front_ends()),
                            affectus::surroundings::threads());
  });
}

void affectus_model_free(affectus_model* model) { std::unique_ptr<affectus_model>{model}; }

const char* affectus_model_name(const affectus_model* model) {
  const auto* config = affectus::config_of(model);
  return config == nullptr ? nullptr : config->name.c_str();
}

const char* affectus_model_licence(const affectus_model* model) {
  const auto* config = affectus::config_of(model);
  return config == nullptr ? nullptr : config->licence.c_str();
}

const char* affectus_model_notes(const affectus_model* model) {
  const auto* config = affectus::config_of(model);
  return config == nullptr ? nullptr : config->notes.c_str();
}

double affectus_model_scale_low(const affectus_model* model) {
  const auto* config = affectus::config_of(model);
  return config == nullptr ? affectus::absent : config->scale_low;
}

double affectus_model_scale_high(const affectus_model* model) {
  const auto* config = affectus::config_of(model);
  return config == nullptr ? affectus::absent : config->scale_high;
}

double affectus_model_longest_s(const affectus_model* model) {
  const auto* config = affectus::config_of(model);
  return config == nullptr ? affectus::absent : config->longest_training_input_s;
}

size_t affectus_model_category_count(const affectus_model* model) {
  const auto* config = affectus::config_of(model);
  return config == nullptr ? 0 : config->categories.size();
}

const char* affectus_model_category_name(const affectus_model* model, size_t category) {
  const auto* config = affectus::config_of(model);
  return config == nullptr || category >= config->categories.size() ? nullptr : config->categories[category].c_str();
}

size_t affectus_model_embedding_size(const affectus_model* model) {
  const auto* config = affectus::config_of(model);
  return config == nullptr ? 0 : config->estimator.embedding_dim();
}
