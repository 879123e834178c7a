// The voices of babble.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "corpus/manifest.h"
#include "distortion/degradation.h"

namespace affectus {

/// The utterances of a set that have audio and a known speaker, as background voices for one of them. Immutable.
class BabbleCrowd {
 public:
  explicit BabbleCrowd(const std::vector<Utterance>& utterances, const RecordingOptions& recording = {});

  /// All voices except those of `speaker`. An utterance that cannot be decoded is silent. Must not outlive the crowd.
  BabbleVoices without(const std::string& speaker) const;

 private:
  struct Voice {
    std::string speaker;
    std::filesystem::path path;
  };
  std::vector<Voice> voices_;  // those of one speaker after another
  RecordingOptions recording_;
};

}  // namespace affectus
