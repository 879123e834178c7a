// The division of the corpora into training and test data.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "corpus/manifest.h"
#include "reproduction/fold.h"

namespace affectus {

struct EvaluationSet {
  std::string name;        // "ravdess", "test1": also part of files' names
  bool is_pooled = false;  // each fold's model scores that fold's test partition, and the folds' predictions are pooled
  std::optional<std::size_t> fold;      // whose models score it; absent: those of every fold
  bool is_repeated = false;             // it shares recordings with a set before it, and does not count in means over sets
  std::vector<Utterance> utterances;    // of a set that a fold's model scores whole; empty: pooled
  std::vector<Utterance> shift_sample;  // of these, those that are also scored in simulated conditions
};

struct Protocol {
  enum class Kind { one_corpus, leave_one_corpus_out };

  Kind kind = Kind::one_corpus;
  std::string corpus;       // as the user named it (or them), without this machine's paths
  std::string summary;      // a sentence for readers
  std::vector<Fold> folds;  // at least one
  bool is_divided = false;  // the folds' partitions are not the publisher's
  std::vector<EvaluationSet> sets;
  std::map<std::string, std::string> facts;  // identify the corpora and partitions: names and hashes of the rows
  std::vector<std::string> notes;            // for the user

  bool leaves_corpora_out() const { return kind == Kind::leave_one_corpus_out; }
  /// Whether the models of a fold (from 0) score a set.
  bool is_scored(const EvaluationSet& set, std::size_t fold) const { return !set.fold || *set.fold == fold; }
  /// The utterances of a set that the model of a fold scores.
  std::vector<Utterance> scored(const EvaluationSet& set, std::size_t fold) const;
  /// Where corpora are left out, a line for each fold: what it learns from and what it is judged on.
  std::vector<std::string> divisions() const;
};

/// "one-corpus", "leave-one-corpus-out"
std::string to_string(Protocol::Kind kind);
/// Throws Error(invalid_argument) for another name, as that of --protocol.
Protocol::Kind parse_protocol_kind(const std::string& name);

struct ProtocolOptions {
  Protocol::Kind kind = Protocol::Kind::one_corpus;
  /// "ravdess", "iemocap", "msp-podcast", else a manifest, its folder or a corpus's name. More than one, where corpora are
  /// left out.
  std::vector<std::string> corpora;
  bool skip_missing = false;                                  // leave out utterances whose audio file is missing
  std::map<std::string, std::filesystem::path> corpus_paths;  // manifests or raw corpora that are not at their usual place
  std::filesystem::path layouts;                              // folder of the layouts of raw corpora; "": none

  // Of one corpus.
  std::string second;              // a corpus that is never trained on, all rows of it; "": emodb for ravdess, else none
  std::vector<std::string> tests;  // NAME=LIST: files for evaluation and not for training, whatever their partition
  std::size_t folds = 0;  // over speakers; 0: five for ravdess, sessions for iemocap, else the manifest's partitions

  // Where corpora are left out.
  std::vector<std::string> beside;          // corpora that all models learn from and that are never judged on
  std::vector<std::string> judges;          // corpora that are judged on and never learned from
  std::optional<std::size_t> shift_sample;  // utterances of each set in simulated conditions; 0: none; absent: 100
};

/// Throws Error for corpora that are missing, empty, or do not fit the options.
Protocol make_protocol(const ProtocolOptions& options);

}  // namespace affectus
