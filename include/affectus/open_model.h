// Opens a model by its name, wherever it is: shipped, in a folder, on the hub, this project's or another's.
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

/// Told while a model is found, fetched and made ready; from any thread. Any may be empty.
struct OpenObserver {
  /// A line for people: what is fetched, how large it is and under which licence; what had to be done without.
  std::function<void(const std::string& line)> note;
  /// A line for people: an option that was given and has no effect on this model.
  std::function<void(const std::string& line)> warning;
  /// Of a fetch: `fraction` from 0 to 1.
  std::function<void(double fraction, const std::string& text)> progress;
  /// Asked about once a second while something is fetched, also while no bytes come; true: Error(cancelled).
  std::function<bool()> stopped;
};

struct OpenOptions {
  /// Of encoders. For a model without them what is not the default is checked, and warned of.
  std::string device = "cpu";         // or another that OpenVINO finds here ("gpu", "gpu.1"); any case
  std::string precision = "float32";  // or "bfloat16", "int8", where the device has it
  std::string calibration;            // for int8: a recording of speech, 5 s or more; empty: the shipped sample
  bool cache = true;                  // keep compiled graphs and features on disk, and take what is there
  bool cache_features = true;         // false: compiled graphs only
  /// Where encoders are that are called by their names on the hub: OWNER/NAME to folder, "" to the folder for all others.
  std::map<std::string, std::filesystem::path> encoders;

  std::size_t threads = 0;  // in all; 0: all processors that this process may use
  std::size_t streams = 0;  // windows that encoders run at once, each on its share of the threads; 0: as many as threads

  /// Of a checkpoint of others that does not say them. Else they must be absent: Error(invalid_argument).
  std::vector<std::string> labels;  // names of its outputs, in order
  std::optional<double> input_mean;
  std::optional<double> input_deviation;

  bool fetch = true;  // from the hub, what is not in its cache (HF_HUB_OFFLINE forbids it as well)
  OpenObserver observer;
};

/// `name` is empty (the shipped default: models/affectus, else models/affectus-mfb), a shipped model's name, a folder, or
/// hf:OWNER/NAME[:REVISION], also without "hf:" where there is no such folder. Returns the folder; fetches what is not
/// there. Throws Error(not_found) that says where it looked, Error(invalid_argument) for a name that is none.
AFFECTUS_EXPORT std::filesystem::path find_model(const std::string& name, const OpenOptions& options = {});

/// Finds a model and makes it ready to use. Throws Error.
AFFECTUS_EXPORT std::shared_ptr<const Model> open_model(const std::string& name = {}, const OpenOptions& options = {});

/// What a model is, without its weights being read.
AFFECTUS_EXPORT ModelConfig describe_model(const std::string& name = {}, const OpenOptions& options = {});

/// The front ends that are built in, and encoders where this build has them.
AFFECTUS_EXPORT FrontEndRegistry open_front_ends(const OpenOptions& options = {});

}  // namespace affectus
