#include "c/model.h"

#include <span>
#include <string_view>
#include <utility>

#include "affectus/open_model.h"
#include "c/absent.h"
#include "c/errors.h"
#include "c/options.h"
#include "hub_cache/encoder_folders.h"
#include "threads/processor_count.h"

namespace affectus {
namespace {

// Padding at its end would be taken for a field that a later version adds.
static_assert(sizeof(affectus_open_options) == offsetof(affectus_open_options, user) + sizeof(void*));

OpenObserver observer_of(const affectus_open_options& given) {
  OpenObserver observer;
  if (given.note != nullptr)
    observer.note =
        observer.warning = [note = given.note, user = given.user](const std::string& line) { note(user, line.c_str()); };
  if (given.progress != nullptr)
    observer.progress = [progress = given.progress, user = given.user](double fraction, const std::string& text) {
      progress(user, fraction, text.c_str());
    };
  if (given.stopped != nullptr)
    observer.stopped = [stopped = given.stopped, user = given.user] { return stopped(user) != 0; };
  return observer;
}

OpenOptions open_options_of(const affectus_open_options& given) {
  if (given.cache < AFFECTUS_CACHE_ALL || given.cache > AFFECTUS_CACHE_NONE)
    throw Error(ErrorCode::invalid_argument,
                "cache: expected 0 (all), 1 (graphs) or 2 (none), found " + std::to_string(given.cache));
  OpenOptions options;
  if (given.device != nullptr) options.device = given.device;
  if (given.precision != nullptr) options.precision = given.precision;
  options.calibration = text_of(given.calibration);
  options.cache = given.cache != AFFECTUS_CACHE_NONE;
  options.cache_features = given.cache == AFFECTUS_CACHE_ALL;
  options.encoders = parse_encoder_folders(texts_of(given.encoders, given.encoder_count, "encoders"));
  options.threads = threads_of(given.threads, processor_count());
  options.streams = given.streams;
  options.labels = texts_of(given.labels, given.label_count, "labels");
  if (given.input_mean != nullptr) options.input_mean = *given.input_mean;
  if (given.input_deviation != nullptr) options.input_deviation = *given.input_deviation;
  options.fetch = given.offline == 0;
  options.observer = observer_of(given);
  return options;
}

std::unique_ptr<affectus_model> handle(std::shared_ptr<const Model> model, std::size_t threads) {
  return std::make_unique<affectus_model>(affectus_model{std::move(model), threads});
}

// Null where `model` is.
const ModelConfig* config_of(const affectus_model* model) { return model == nullptr ? nullptr : &model->model->config(); }

}  // namespace
}  // namespace affectus

affectus_model* affectus_model_open(const char* name, const affectus_open_options* options, affectus_error** error) {
  return affectus::given(error, [&] {
    const affectus::OpenOptions open = affectus::open_options_of(affectus::read_options(options));
    return affectus::handle(affectus::open_model(affectus::text_of(name), open), open.threads);
  });
}

affectus_model* affectus_model_open_memory(const char* config, size_t config_size, const void* weights, size_t weights_size,
                                           affectus_error** error) {
  return affectus::given(error, [&] {
    const std::string_view text(&affectus::required(config, "config"), config_size);
    const std::span bytes(&affectus::required(static_cast<const std::byte*>(weights), "weights"), weights_size);
    auto parsed = affectus::ModelConfig::parse(text, "config");
    return affectus::handle(affectus::Model::make(std::move(parsed), bytes, affectus::open_front_ends({.fetch = false})),
                            affectus::processor_count());
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
