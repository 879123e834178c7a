#include "reproduction/evaluation_sets.h"

#include <functional>
#include <set>

#include "affectus/error.h"
#include "base/content_hash.h"
#include "corpus/rating_scale.h"
#include "reproduction/corpus_source.h"
#include "text/text.h"

namespace affectus {

std::vector<Utterance> rated(std::vector<Utterance> utterances) {
  std::erase_if(utterances, std::not_fn(is_rated));
  return utterances;
}

void add_set(Protocol& protocol, EvaluationSet set, const std::string& where) {
  if (set.utterances.empty())
    throw Error(ErrorCode::invalid_format,
                where + ": expected utterances with activation, valence or dominance, found none");
  for (const EvaluationSet& other : protocol.sets)
    if (other.name == set.name) throw Error(ErrorCode::invalid_argument, "evaluation set '" + set.name + "' stands twice");
  protocol.sets.push_back(std::move(set));
}

std::string content_of(const std::vector<Utterance>& utterances) {
  std::set<std::string> rows;
  for (const Utterance& one : utterances) {
    std::string row = one.path.stem().string();
    for (const std::string& text : {one.speaker, one.partition, one.category}) row += "\t" + text;
    for (const auto& value : {one.activation, one.valence, one.dominance})
      row += "\t" + (value ? std::to_string(*value) : "");
    // What few corpora have is a part of the fingerprints of these alone.
    for (const auto& deviation : {one.activation_sd, one.valence_sd, one.dominance_sd})
      if (deviation) row += "\tsd " + std::to_string(*deviation);
    for (const auto& [category, count] : one.votes) row += "\t" + category + "=" + shortest_double(count);
    if (!one.sentence.empty()) row += "\tsentence " + one.sentence;
    rows.insert(row);
  }
  std::string all;
  for (const std::string& row : rows) all += row + "\n";
  return content_hash(all);
}

Manifest open_corpus(const std::string& name, const ProtocolOptions& options, Protocol& protocol) {
  Manifest manifest = open_corpus(name, options.corpus_paths, options.layouts, options.skip_missing, protocol.notes);
  if (const std::string warning = scale_warning(manifest); !warning.empty()) protocol.notes.push_back(warning);
  return manifest;
}

}  // namespace affectus
