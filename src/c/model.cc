#include "c_base/model.h"

#include "affectus/open_model.h"
#include "c_base/errors.h"
#include "c_base/options.h"
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

}  // namespace
}  // namespace affectus

affectus_model* affectus_model_open(const char* name, const affectus_open_options* options, affectus_error** error) {
  return affectus::given(error, [&] {
    const affectus::OpenOptions open = affectus::open_options_of(affectus::read_options(options));
    return affectus::handle(affectus::open_model(affectus::text_of(name), open), open.threads);
  });
}
