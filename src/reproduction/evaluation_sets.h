// Evaluation sets of a protocol, and what identifies their utterances.
#pragma once

#include <string>
#include <vector>

#include "reproduction/protocol.h"

namespace affectus {

/// The utterances with a rating of any dimension.
std::vector<Utterance> rated(std::vector<Utterance> utterances);

/// Throws Error(invalid_format) that begins with `where` for a set without utterances, and invalid_argument for a name that
/// another set has.
void add_set(Protocol& protocol, EvaluationSet set, const std::string& where);

/// A fingerprint of who said what with which labels, the same wherever the audio lies and however it is coded.
std::string content_of(const std::vector<Utterance>& utterances);

/// open_corpus() by the options; what it has to say goes to the protocol's notes.
Manifest open_corpus(const std::string& name, const ProtocolOptions& options, Protocol& protocol);

}  // namespace affectus
