#include "reproduction/one_corpus_protocol.h"

#include <set>

#include "affectus/error.h"
#include "corpus/file_list.h"
#include "hub_cache/hub_name.h"
#include "reproduction/corpus_source.h"
#include "reproduction/evaluation_sets.h"
#include "reproduction/recipe_template.h"
#include "reproduction/speaker_folds.h"
#include "text/counted.h"

namespace affectus {
namespace {

constexpr std::size_t usual_folds = 5;

Fold fold_of(Division division) { return {.corpora = {{.name = corpus_placeholder, .utterances = std::move(division)}}}; }

void add_folds(Protocol& protocol, std::vector<Division> divisions, const std::string& what) {
  for (Division& division : divisions) protocol.folds.push_back(fold_of(std::move(division)));
  protocol.is_divided = true;
  protocol.facts["folds"] = std::to_string(protocol.folds.size());
  protocol.summary = std::to_string(protocol.folds.size()) + " folds over " + what +
                     ": test, development and train partitions share nobody, and every utterance is tested once";
  protocol.sets.push_back({.name = protocol.corpus, .is_pooled = true, .utterances = {}});
}

// Files that are evaluated on are neither trained nor developed on.
void add_listed_sets(Protocol& protocol, const Manifest& manifest, const std::vector<std::string>& tests) {
  std::set<std::filesystem::path> listed;
  for (const std::string& test : tests) {
    const std::size_t equals = test.find('=');
    if (equals == std::string::npos || !is_plain_name(test.substr(0, equals)))
      throw Error(ErrorCode::invalid_argument, "--test: expected NAME=LIST, found '" + test + "'");
    const std::string list = test.substr(equals + 1);
    std::vector<Utterance> utterances = rated(listed_utterances(manifest, list));
    for (const Utterance& utterance : utterances) listed.insert(utterance.path);
    protocol.facts["set " + test.substr(0, equals)] = content_of(utterances);
    add_set(protocol, {.name = test.substr(0, equals), .is_pooled = false, .utterances = std::move(utterances)}, list);
  }
  std::size_t moved = 0;
  for (Utterance& utterance : protocol.folds.front().corpora.front().utterances) {
    if (!listed.contains(utterance.path)) continue;
    if (utterance.partition == "train" || utterance.partition == "development") ++moved;
    utterance.partition = "test";
  }
  if (moved > 0)
    protocol.notes.push_back(
        counted(moved, "utterance of the lists is in the train or development partition and was taken out of it",
                "utterances of the lists are in the train or development partition and were taken out of it"));
}

void add_own_sets(Protocol& protocol, const Manifest& manifest) {
  std::set<std::string> names;
  for (const Utterance& utterance : manifest.utterances)
    if (utterance.partition.starts_with("test") && is_rated(utterance)) names.insert(utterance.partition);
  for (const std::string& name : names)
    add_set(protocol, {.name = name, .is_pooled = false, .utterances = rated(manifest.partition(name))}, name);
  if (names.empty())
    throw Error(ErrorCode::invalid_format, manifest.file.string() + ": expected a partition test with labels, found none");
}

// Partitions that were not dealt out here may share speakers, which flatters.
void note_shared_speakers(Protocol& protocol) {
  std::set<std::string> learned_from;
  for (const Utterance& one : protocol.folds.front().corpora.front().utterances)
    if (one.partition == "train" || one.partition == "development") learned_from.insert(one.speaker);
  for (const EvaluationSet& set : protocol.sets) {
    std::set<std::string> shared;
    for (const Utterance& one : set.utterances)
      if (!one.speaker.empty() && learned_from.contains(one.speaker)) shared.insert(one.speaker);
    if (!shared.empty())
      protocol.notes.push_back(counted(shared.size(), "speaker of ", "speakers of ") + set.name +
                               (shared.size() == 1 ? " is" : " are") +
                               " in the train or development partition, too: its figures flatter");
  }
}

void add_partitions(Protocol& protocol, const Manifest& manifest, const std::vector<std::string>& tests) {
  protocol.folds = {fold_of(manifest.utterances)};
  protocol.summary = "the manifest's partitions";
  if (tests.empty())
    add_own_sets(protocol, manifest);
  else
    add_listed_sets(protocol, manifest, tests);
  note_shared_speakers(protocol);
}

}  // namespace

Protocol one_corpus_protocol(const ProtocolOptions& options) {
  if (options.folds > 0 && !options.tests.empty())
    throw Error(ErrorCode::invalid_argument, "--test: expected a corpus with partitions of its own, found --folds");
  Protocol protocol;
  const auto open = [&](const std::string& name, const std::string& role) {
    Manifest manifest = open_corpus(name, options, protocol);
    protocol.facts[role] = corpus_title(name, manifest);
    return manifest;
  };
  const std::string& corpus = options.corpora.front();
  const Manifest manifest = open(corpus, "corpus");
  protocol.corpus = protocol.facts["corpus"];
  if (options.folds > 0 || corpus == "ravdess")
    add_folds(protocol, speaker_folds(manifest.in_use(), options.folds > 0 ? options.folds : usual_folds), "speakers");
  else if (corpus == "iemocap")
    add_folds(protocol, session_folds(manifest.in_use()), "sessions");
  else
    add_partitions(protocol, manifest, options.tests);
  protocol.facts["corpus content"] = content_of(protocol.folds.front().corpora.front().utterances);
  const std::string second = options.second.empty() && corpus == "ravdess" ? "emodb" : options.second;
  if (!second.empty()) {
    const Manifest other = open(second, "second");
    add_set(protocol, {.name = protocol.facts["second"], .utterances = rated(other.in_use())}, other.file.string());
    protocol.facts["second content"] = content_of(protocol.sets.back().utterances);
  }
  return protocol;
}

}  // namespace affectus
