#include "reproduction/left_out_protocol.h"

#include <algorithm>
#include <span>

#include "affectus/error.h"
#include "reproduction/corpora_left_out.h"
#include "reproduction/corpus_source.h"
#include "reproduction/evaluation_sets.h"
#include "reproduction/simulated_conditions.h"
#include "text/joined.h"

namespace affectus {
namespace {

constexpr std::size_t usual_shift_sample = 100;

// Those that are learned from and left out in turn, then those that are learned from beside them, then those that only
// judge.
struct Corpora {
  std::vector<std::string> titles;
  std::vector<std::string> files;
  std::vector<std::vector<Utterance>> utterances;
  std::size_t left_out = 0;
  std::size_t beside = 0;

  bool is_left_out(std::size_t corpus) const { return corpus < left_out; }
  bool is_beside(std::size_t corpus) const { return corpus >= left_out && corpus < left_out + beside; }
};

Corpora open_corpora(const ProtocolOptions& options, Protocol& protocol) {
  Corpora corpora;
  corpora.left_out = options.corpora.size();
  corpora.beside = options.beside.size();
  for (const auto* names : {&options.corpora, &options.beside, &options.judges})
    for (const std::string& name : *names) {
      const Manifest manifest = open_corpus(name, options, protocol);
      const std::string title = corpus_title(name, manifest);
      if (std::ranges::find(corpora.titles, title) != corpora.titles.end())
        throw Error(ErrorCode::invalid_argument, title + ": expected each corpus once, found it twice");
      corpora.titles.push_back(title);
      corpora.files.push_back(manifest.file.string());
      corpora.utterances.push_back(manifest.in_use());
      if (names != &options.judges && std::ranges::none_of(corpora.utterances.back(), is_labelled))
        throw Error(ErrorCode::invalid_format,
                    manifest.file.string() + ": expected utterances with ratings or a category, found none");
    }
  return corpora;
}

void add_folds(Protocol& protocol, const Corpora& corpora, const CorporaLeftOut& left_out) {
  for (const std::vector<std::size_t>& learned : left_out.folds) {
    Fold& fold = protocol.folds.emplace_back();
    for (const std::size_t corpus : learned)
      fold.corpora.push_back({.name = corpora.titles[corpus], .utterances = to_learn_from(corpora.utterances[corpus])});
  }
}

void add_sets(Protocol& protocol, const Corpora& corpora, const CorporaLeftOut& left_out, std::size_t shift_sample) {
  for (std::size_t i = 0; i < corpora.titles.size(); ++i) {
    const std::string& title = corpora.titles[i];
    const char* role = corpora.is_left_out(i) ? "corpus " : corpora.is_beside(i) ? "beside " : "judge ";
    protocol.facts[role + title] = content_of(corpora.utterances[i]);
    if (corpora.is_beside(i)) continue;
    if (!left_out.judged_by[i]) {
      if (!corpora.is_left_out(i))
        throw Error(ErrorCode::invalid_argument,
                    "--judge " + title + ": expected a corpus without its recordings to learn from, found none");
      protocol.notes.push_back(title + ": not judged, because no corpus is left to learn from");
      continue;
    }
    EvaluationSet set{.name = title,
                      .fold = left_out.judged_by[i],
                      .is_repeated = left_out.is_repeated[i],
                      .utterances = rated(corpora.utterances[i])};
    set.shift_sample = spread_over_speakers(set.utterances, shift_sample);
    add_set(protocol, std::move(set), corpora.files[i]);
  }
  if (protocol.sets.empty())
    throw Error(ErrorCode::invalid_argument,
                "CORPUS: expected at least two corpora, or others to judge on (--judge), found " + joined(corpora.titles));
}

}  // namespace

Protocol left_out_protocol(const ProtocolOptions& options) {
  Protocol protocol;
  protocol.kind = Protocol::Kind::leave_one_corpus_out;
  protocol.is_divided = true;
  const Corpora corpora = open_corpora(options, protocol);
  protocol.corpus = joined(std::span(corpora.titles).first(corpora.left_out));
  protocol.summary =
      "each corpus is judged by models that learned from the others, but for those that share recordings with it";
  protocol.facts["corpus"] = protocol.corpus;
  protocol.facts["beside"] = joined(std::span(corpora.titles).subspan(corpora.left_out, corpora.beside));
  const std::size_t shift_sample = options.shift_sample.value_or(usual_shift_sample);
  if (shift_sample > 0)
    protocol.facts["shift"] = std::to_string(shift_sample) + " utterances: " + joined(simulated_conditions());
  const CorporaLeftOut left_out = leave_corpora_out(corpora.utterances, corpora.left_out, corpora.beside);
  add_folds(protocol, corpora, left_out);
  add_sets(protocol, corpora, left_out, shift_sample);
  return protocol;
}

}  // namespace affectus
