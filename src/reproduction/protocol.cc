#include "reproduction/protocol.h"

#include "affectus/error.h"
#include "reproduction/evaluation_sets.h"
#include "reproduction/left_out_protocol.h"
#include "reproduction/one_corpus_protocol.h"

namespace affectus {
namespace {

// Throws for an option that is given, but has a meaning in the other protocol only.
void refuse(bool is_given, const std::string& option, Protocol::Kind other) {
  if (is_given)
    throw Error(ErrorCode::invalid_argument, option + ": expected it with --protocol " + to_string(other) + " only");
}

}  // namespace

std::string to_string(Protocol::Kind kind) {
  return kind == Protocol::Kind::one_corpus ? "one-corpus" : "leave-one-corpus-out";
}

Protocol::Kind parse_protocol_kind(const std::string& name) {
  for (const Protocol::Kind kind : {Protocol::Kind::one_corpus, Protocol::Kind::leave_one_corpus_out})
    if (name == to_string(kind)) return kind;
  throw Error(ErrorCode::invalid_argument, "--protocol: expected one-corpus or leave-one-corpus-out, found '" + name + "'");
}

std::vector<Utterance> Protocol::scored(const EvaluationSet& set, std::size_t fold) const {
  if (!is_scored(set, fold)) return {};
  if (!set.is_pooled) return set.utterances;
  std::vector<Utterance> utterances = rated(folds[fold].corpora.front().utterances);
  std::erase_if(utterances, [](const Utterance& utterance) { return utterance.partition != "test"; });
  return utterances;
}

std::vector<std::string> Protocol::divisions() const {
  std::vector<std::string> lines;
  for (std::size_t fold = 0; leaves_corpora_out() && fold < folds.size(); ++fold) {
    std::string judged;
    for (const EvaluationSet& set : sets)
      if (is_scored(set, fold)) judged += (judged.empty() ? "" : ", ") + set.name;
    lines.push_back("Fold " + std::to_string(fold + 1) + " learns from " + folds[fold].names() + " and is judged on " +
                    judged);
  }
  return lines;
}

Protocol make_protocol(const ProtocolOptions& options) {
  Protocol protocol;
  if (options.kind == Protocol::Kind::leave_one_corpus_out) {
    refuse(!options.second.empty(), "--second", Protocol::Kind::one_corpus);
    refuse(!options.tests.empty(), "--test", Protocol::Kind::one_corpus);
    refuse(options.folds > 0, "--folds", Protocol::Kind::one_corpus);
    protocol = left_out_protocol(options);
  } else {
    refuse(!options.beside.empty(), "--beside", Protocol::Kind::leave_one_corpus_out);
    refuse(!options.judges.empty(), "--judge", Protocol::Kind::leave_one_corpus_out);
    refuse(options.shift_sample.has_value(), "--shift", Protocol::Kind::leave_one_corpus_out);
    if (options.corpora.size() != 1)
      throw Error(ErrorCode::invalid_argument, "CORPUS: expected one, found " + std::to_string(options.corpora.size()) +
                                                   " (--protocol leave-one-corpus-out takes several)");
    protocol = one_corpus_protocol(options);
  }
  protocol.facts["protocol"] = to_string(options.kind);
  return protocol;
}

}  // namespace affectus
