// Opens a model by its name: a shipped model, a folder, or a model on the hub, of this project or another.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affectus/export.h"
#include "affectus/model.h"

namespace affectus {

/// Called from any thread while a model is found, fetched and prepared. Any member may be empty.
struct OpenObserver {
  /// A message for the user, one line: what is fetched, with its size and licence, or what is unavailable.
  std::function<void(const std::string& line)> note;
  /// A message for the user, one line: an option that has no effect on this model.
  std::function<void(const std::string& line)> warning;
  /// The progress of a fetch; `fraction` is from 0 to 1.
  std::function<void(double fraction, const std::string& text)> progress;
  /// Called about once a second during a fetch, even if no bytes arrive. If it returns true, Error(cancelled) is thrown.
  std::function<bool()> stopped;
};

struct OpenOptions {
  /// For encoders. With a model that has none, values other than the defaults are checked and give a warning.
  std::string device = "cpu";         // or another that OpenVINO finds here ("gpu", "gpu.1"); any case
  std::string precision = "float32";  // or "bfloat16", "int8", where the device has it
  std::string calibration;            // for int8: a recording of speech, 5 s or more; empty: the shipped sample
  bool cache = true;                  // keep compiled graphs and features on disk, and reuse them
  bool cache_features = true;         // false: compiled graphs only
  /// Folders of encoders by their names on the hub: OWNER/NAME to folder, "" to the folder for all others.
  std::map<std::string, std::filesystem::path> encoders;

  std::size_t threads = 0;  // in all; 0: all processors that this process may use
  std::size_t streams = 0;  // windows that encoders run at once, each on a share of the threads; 0: as many as threads

  /// Facts that another project's checkpoint lacks. They must be absent if it has them, else Error(invalid_argument).
  std::vector<std::string> labels;  // names of its outputs, in order
  std::optional<double> input_mean;
  std::optional<double> input_deviation;

  bool fetch = true;  // fetch models from the hub that are not in its cache (HF_HUB_OFFLINE forbids it as well)
  OpenObserver observer;
};

/// `name` is empty (the shipped default: models/affectus, else models/affectus-mfb), a shipped model's name, a folder, or
/// hf:OWNER/NAME[:REVISION], also without "hf:" if there is no such folder. Returns the folder; fetches missing files.
/// Throws Error(not_found) that lists the places it searched, Error(invalid_argument) for an invalid name.
AFFECTUS_EXPORT std::filesystem::path find_model(const std::string& name, const OpenOptions& options = {});

/// Finds a model and prepares it for use. Throws Error.
AFFECTUS_EXPORT std::shared_ptr<const Model> open_model(const std::string& name = {}, const OpenOptions& options = {});

/// The configuration of a model; does not read its weights.
AFFECTUS_EXPORT ModelConfig describe_model(const std::string& name = {}, const OpenOptions& options = {});

/// A registry of the built-in front ends, with encoders if this build has them. Options without effect on the front ends
/// that `used` names ("mfb", FOLDER@LAYER) give a warning that says so of `user`, which makes them.
AFFECTUS_EXPORT FrontEndRegistry open_front_ends(const OpenOptions& options = {});
AFFECTUS_EXPORT FrontEndRegistry open_front_ends(const OpenOptions& options, const std::string& user,
                                                 const std::vector<std::string>& used);

}  // namespace affectus
