#include "affectus/open_model.h"

#include "affectus/error.h"
#include "affectus/model_folder.h"
#include "base/failure.h"
#include "opening/encoder_support.h"
#include "opening/hub_fetch.h"
#include "opening/model_locator.h"
#include "opening/unused_options.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

fs::path fetch(const HubName& name, const OpenOptions& options) {
  if (options.fetch) return fetch_from_hub(name, options.observer);
  throw Error(ErrorCode::not_found,
              "hf:" + name.text() + ": not in Hugging Face's cache at " + hub_repository(name).string());
}

void refuse_facts_of_checkpoints(const fs::path& folder, const OpenOptions& options) {
  if (options.labels.empty() && !options.input_mean && !options.input_deviation) return;
  throw Error(ErrorCode::invalid_argument, folder.string() + ": labels and input statistics are for another project's " +
                                               "checkpoint; this model has its own");
}

void warn(const std::vector<std::string>& lines, const OpenObserver& observer) {
  if (!observer.warning) return;
  for (const std::string& line : lines) observer.warning(line);
}

fs::path find_folder(const std::string& name, const OpenOptions& options) {
  const LocatedModel located = locate_model(name);
  if (!located.missing) return located.folder;
  try {
    return fetch(*located.missing, options);
  } catch (const Error& error) {
    // A bare name may have been meant for a folder's.
    const bool was_not_had = error.code() == ErrorCode::not_found || error.code() == ErrorCode::unreadable;
    if (!was_not_had || name.starts_with("hf:")) throw;
    throw Error(error.code(), std::string(error.what()) + "; nor is there a folder '" + name + "' here");
  }
}

// For messages.
std::string about(const std::string& name) { return name.empty() ? "model" : name; }

}  // namespace

fs::path find_model(const std::string& name, const OpenOptions& options) {
  return throwing_errors(about(name), [&] { return find_folder(name, options); });
}

FrontEndRegistry open_front_ends(const OpenOptions& options) {
  return throwing_errors("front ends", [&] {
    check_encoder_options(options);
    return front_ends_with_encoders(options);
  });
}

FrontEndRegistry open_front_ends(const OpenOptions& options, const std::string& user, const std::vector<std::string>& used) {
  FrontEndRegistry front_ends = open_front_ends(options);
  throwing_errors("front ends", [&] { warn(unused_options(user, used, options), options.observer); });
  return front_ends;
}

std::shared_ptr<const Model> open_model(const std::string& name, const OpenOptions& options) {
  return throwing_errors(about(name), [&] {
    check_encoder_options(options);
    const fs::path folder = find_folder(name, options);
    const bool is_own = !is_checkpoint_of_others(folder);
    if (is_own) refuse_facts_of_checkpoints(folder, options);
    std::shared_ptr<const Model> model =
        is_own ? load_model_folder(folder, front_ends_with_encoders(options)) : open_checkpoint(folder, options);
    warn(unused_options(model->config(), options), options.observer);
    return model;
  });
}

ModelConfig describe_model(const std::string& name, const OpenOptions& options) {
  return throwing_errors(about(name), [&] {
    check_encoder_options(options);
    const fs::path folder = find_folder(name, options);
    if (is_checkpoint_of_others(folder)) return describe_checkpoint(folder, options);
    refuse_facts_of_checkpoints(folder, options);
    return read_model_config(folder / "config.json");
  });
}

}  // namespace affectus
