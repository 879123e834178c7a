// The division of the corpora into training and test data.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "corpus/manifest.h"
#include "reproduction/speaker_folds.h"

namespace affectus {

struct EvaluationSet {
  std::string name;        // "ravdess", "test1": also part of files' names
  bool is_pooled = false;  // each fold's model scores that fold's test partition, and the folds' predictions are pooled
  std::vector<Utterance> utterances;  // of a set that every fold's model scores whole; empty: pooled
};

struct Protocol {
  std::string corpus;       // as the user named it, without this machine's paths
  std::string summary;      // a sentence for readers
  std::vector<Fold> folds;  // of the corpus; at least one
  bool is_divided = false;  // the folds' partitions are not the publisher's
  std::vector<EvaluationSet> sets;
  std::map<std::string, std::string> facts;  // identify the corpora and partitions: names and hashes of the rows
  std::vector<std::string> notes;            // for the user

  /// The utterances of a set that the model of a fold (from 0) scores.
  std::vector<Utterance> scored(const EvaluationSet& set, std::size_t fold) const;
};

struct ProtocolOptions {
  std::string corpus;              // "ravdess", "iemocap", "msp-podcast", else a manifest, its folder or a corpus's name
  std::string second;              // a corpus that is never trained on, all rows of it; "": emodb for ravdess, else none
  std::vector<std::string> tests;  // NAME=LIST: files for evaluation and not for training, whatever their partition
  std::size_t folds = 0;      // over speakers; 0: five for ravdess, sessions for iemocap, else the manifest's partitions
  bool skip_missing = false;  // leave out utterances whose audio file is missing
  std::map<std::string, std::filesystem::path> corpus_paths;  // manifests or raw corpora that are not at their usual place
  std::filesystem::path layouts;                              // folder of the layouts of raw corpora; "": none
};

/// Throws Error for corpora that are missing, empty, or do not fit the options.
Protocol make_protocol(const ProtocolOptions& options);

}  // namespace affectus
