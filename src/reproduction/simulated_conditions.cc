#include "reproduction/simulated_conditions.h"

#include <algorithm>
#include <map>
#include <span>

#include "base/random.h"

namespace affectus {

const std::vector<std::string>& simulated_conditions() {
  static const std::vector<std::string> conditions = {clean_condition,
                                                      "reverb:0.3",
                                                      "reverb:0.7",
                                                      "microphone:6",
                                                      "microphone:6",
                                                      "gain:-20",
                                                      "reverb:0.5+microphone:6+gain:-10"};
  return conditions;
}

std::vector<Utterance> spread_over_speakers(const std::vector<Utterance>& utterances, std::size_t count) {
  std::map<std::string, std::vector<std::size_t>> of_speaker;
  for (std::size_t i = 0; i < utterances.size(); ++i) of_speaker[utterances[i].speaker].push_back(i);
  RandomStream random{1};
  std::vector<std::vector<std::size_t>> speakers;
  for (auto& [speaker, own] : of_speaker) {
    random.shuffle(std::span(own));
    speakers.push_back(std::move(own));
  }
  random.shuffle(std::span(speakers));
  std::vector<std::size_t> chosen;
  for (std::size_t round = 0; chosen.size() < std::min(count, utterances.size()); ++round)
    for (const std::vector<std::size_t>& own : speakers)
      if (round < own.size() && chosen.size() < count) chosen.push_back(own[round]);
  std::ranges::sort(chosen);
  std::vector<Utterance> spread;
  spread.reserve(chosen.size());
  for (const std::size_t i : chosen) spread.push_back(utterances[i]);
  return spread;
}

}  // namespace affectus
