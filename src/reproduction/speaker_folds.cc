#include "reproduction/speaker_folds.h"

#include <map>
#include <set>
#include <utility>

#include "affectus/error.h"

namespace affectus {

std::vector<Division> rotate_partitions(const std::vector<Utterance>& utterances, std::size_t groups,
                                        const std::function<std::size_t(const Utterance&)>& group_of) {
  std::vector<Division> folds;
  for (std::size_t fold = 0; fold < groups; ++fold) {
    folds.push_back(utterances);
    for (Utterance& utterance : folds.back()) {
      const std::size_t group = group_of(utterance);
      utterance.partition = group == fold ? "test" : group == (fold + 1) % groups ? "development" : "train";
    }
  }
  return folds;
}

std::vector<Division> speaker_folds(const std::vector<Utterance>& utterances, std::size_t folds) {
  std::set<std::pair<std::string, std::string>> speakers;  // gender, name
  for (const Utterance& utterance : utterances) {
    if (utterance.speaker.empty())
      throw Error(ErrorCode::invalid_argument,
                  utterance.path.string() + ": expected a speaker, since folds are over speakers, found none");
    speakers.emplace(utterance.gender, utterance.speaker);
  }
  std::map<std::string, std::size_t> group_of;
  std::size_t next = 0;
  for (const auto& [gender, speaker] : speakers)
    if (group_of.try_emplace(speaker, next % folds).second) ++next;
  if (folds < 3 || group_of.size() < folds)
    throw Error(ErrorCode::invalid_argument, "--folds: expected 3 to the number of speakers, " +
                                                 std::to_string(group_of.size()) + ", found " + std::to_string(folds));
  return rotate_partitions(utterances, folds, [&](const Utterance& utterance) { return group_of.at(utterance.speaker); });
}

std::vector<Division> session_folds(const std::vector<Utterance>& utterances) {
  const std::string prefix = "iemocap-";
  const auto session_of = [&](const Utterance& utterance) {
    const std::string& speaker = utterance.speaker;
    if (!speaker.starts_with(prefix) || speaker.size() < prefix.size() + 2)
      throw Error(ErrorCode::invalid_format,
                  utterance.path.string() +
                      ": expected a speaker like iemocap-01F, as `affectus corpus import iemocap` "
                      "names them, found '" +
                      speaker + "'");
    return speaker.substr(prefix.size(), speaker.size() - prefix.size() - 1);
  };
  std::map<std::string, std::size_t> sessions;
  for (const Utterance& utterance : utterances) sessions.emplace(session_of(utterance), 0);
  std::size_t next = 0;
  for (auto& [session, group] : sessions) group = next++;
  if (sessions.size() < 3)
    throw Error(ErrorCode::invalid_format, "sessions: expected at least 3, found " + std::to_string(sessions.size()));
  return rotate_partitions(utterances, sessions.size(),
                           [&](const Utterance& utterance) { return sessions.at(session_of(utterance)); });
}

}  // namespace affectus
