// Summarises a manifest and its problems.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace affectus {

struct CorpusReport {
  struct Partition {
    std::size_t utterances = 0;
    std::size_t speakers = 0;
    double seconds = 0;  // of the audio that could be read
  };
  std::map<std::string, Partition> partitions;
  std::map<std::string, std::size_t> categories;  // "" for utterances without one
  std::map<std::string, std::size_t> genders, languages;
  struct Dimension {
    std::vector<double> values;
    std::size_t with_deviation = 0;
  };
  std::array<Dimension, 3> dimensions;  // activation, valence, dominance
  std::size_t with_votes = 0;
  std::size_t without_speaker = 0;
  std::map<std::string, std::vector<std::string>> crossing_speakers;  // in more than one partition, with the names of these
  std::vector<std::string> missing;                                   // audio files that are not there
  std::vector<std::string> unreadable;                                // and those that cannot be decoded, with the reason
};

/// Opens every audio file (its header and its first samples) on `threads` threads. `progress` returns false to stop, which
/// throws Error(cancelled).
CorpusReport report_corpus(const Manifest& manifest, std::size_t threads,
                           const std::function<bool(std::size_t done, std::size_t all)>& progress);

/// For the user. report_page() is a self-contained page with pictures of the distributions.
std::string report_text(const Manifest& manifest, const CorpusReport& report);
std::string report_page(const Manifest& manifest, const CorpusReport& report);

}  // namespace affectus
