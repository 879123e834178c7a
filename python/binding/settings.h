// What a prediction is made with, from Python's arguments.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "affectus/batch.h"
#include "affectus/model.h"
#include "text.h"

namespace affectus {

struct Settings {
  PredictionOptions prediction;  // with a running baseline, if there is one
  ChannelChoice channels;
  RecordingOptions recording;
  std::map<std::string, std::filesystem::path> voices;  // recordings of calm speech by speaker, "" for all others

  BatchOptions batch(std::size_t threads, const std::atomic<bool>* stop) const {
    return {.prediction = prediction, .channels = channels, .recording = recording, .threads = threads, .stop = stop};
  }
  /// Scores the recordings of the baseline, if there are some. Needs no GIL.
  void add_voices(BatchOptions& options, const std::shared_ptr<const Model>& model) const;
};

void bind_settings(nb::module_& module);

}  // namespace affectus
