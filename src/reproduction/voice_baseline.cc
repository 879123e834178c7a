#include "reproduction/voice_baseline.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "affectus/results.h"
#include "base/random.h"
#include "prediction/neutral_shift.h"

namespace affectus {
namespace {

using VoiceSession = std::vector<const ScoredUtterance*>;  // of one speaker, in the order of their files

std::map<std::string, VoiceSession> sessions_of(const std::vector<ScoredUtterance>& utterances) {
  std::map<std::string, VoiceSession> sessions;
  for (const ScoredUtterance& one : utterances)
    if (!one.speaker.empty()) sessions[one.speaker].push_back(&one);
  for (auto& [speaker, session] : sessions) std::ranges::sort(session, {}, &ScoredUtterance::file);
  return sessions;
}

std::vector<std::size_t> places_in_session(const std::string& category, const VoiceSession& session) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < session.size(); ++i)
    if (session[i]->category == category) places.push_back(i);
  return places;
}

// Which utterances are the speaker's calm speech.
std::vector<bool> calm_speech_of(const VoiceSession& session) {
  std::vector<std::size_t> neutral = places_in_session("neutral", session);
  if (neutral.empty()) neutral = places_in_session("calm", session);
  std::vector<bool> is_calm(session.size());
  const std::size_t count = std::min(neutral.size(), calm_utterances);
  for (std::size_t i = 0; i < count; ++i) is_calm[neutral[i * neutral.size() / count]] = true;
  return is_calm;
}

EmotionSegment row_of(const VoiceSession& session, std::size_t place) {
  const auto& prediction = session[place]->prediction;
  EmotionSegment row;
  row.start_s = session_utterance_s * static_cast<double>(place);
  row.end_s = row.start_s + session_utterance_s;
  row.speech = 1;
  row.activation = prediction[0];
  row.valence = prediction[1];
  row.dominance = prediction[2];
  return row;
}

NeutralVoice voice_of(const VoiceSession& session, const std::vector<bool>& is_calm) {
  Summary summary;
  for (std::size_t i = 0; i < session.size(); ++i)
    if (is_calm[i]) summary.add(row_of(session, i));
  return {summary.activation(), summary.valence(), summary.dominance()};
}

// Many corpora's files are in the order of the emotions, in which nobody speaks.
std::vector<std::size_t> spoken_order(std::size_t utterances) {
  std::vector<std::size_t> order(utterances);
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream({session_seed}).shuffle(std::span(order));
  return order;
}

// Appends the session's utterances that are judged, shifted by the baseline.
void add_shifted(const VoiceSession& session, const std::vector<bool>& is_calm, const std::optional<Baseline>& baseline,
                 std::vector<ScoredUtterance>& judged) {
  NeutralShift shift({.scale = Scale::sam, .baseline = baseline});
  for (const std::size_t i : spoken_order(session.size())) {
    EmotionSegment row = row_of(session, i);
    shift.apply(row);
    if (is_calm[i]) continue;
    ScoredUtterance& one = judged.emplace_back(*session[i]);
    one.prediction = {row.activation, row.valence, row.dominance};
    one.sentence.clear();  // the tone is not asked for
  }
}

// The judged utterances of a system: unshifted, shifted by calm speech, shifted by a running baseline.
std::array<SystemAnswers, 3> shifted_answers(const SystemAnswers& system) {
  std::array<SystemAnswers, 3> shifted;
  for (const Answers& answers : system.answers) {
    for (SystemAnswers& one : shifted) one.answers.push_back({answers.seed, {}});
    for (const auto& [speaker, session] : sessions_of(answers.utterances)) {
      const std::vector<bool> is_calm = calm_speech_of(session);
      const auto calm = std::ranges::count(is_calm, true);
      if (calm == 0 || calm == std::ssize(session)) continue;
      const std::array<std::optional<Baseline>, 3> baselines = {
          std::nullopt, Baseline{.running = false, .voices = {{"", voice_of(session, is_calm)}}},
          Baseline{.running = true, .voices = {}}};
      for (std::size_t i = 0; i < baselines.size(); ++i)
        add_shifted(session, is_calm, baselines[i], shifted[i].answers.back().utterances);
    }
  }
  return shifted;
}

}  // namespace

VoiceBaselineAgreement measure_voice_baselines(const std::vector<SystemAnswers>& systems, std::size_t resamples,
                                               std::uint64_t seed, std::size_t threads) {
  std::vector<SystemAnswers> all;
  for (const SystemAnswers& system : systems)
    for (SystemAnswers& one : shifted_answers(system)) all.push_back(std::move(one));
  SetAgreement agreement = measure_agreement(all, resamples, seed, threads);
  VoiceBaselineAgreement result{.utterances = agreement.utterances, .speakers = agreement.speakers, .systems = {}};
  for (std::size_t i = 0; i < all.size(); i += 3)
    result.systems.push_back({.unshifted = std::move(agreement.systems[i]),
                              .calm_speech = std::move(agreement.systems[i + 1]),
                              .running = std::move(agreement.systems[i + 2])});
  return result;
}

}  // namespace affectus
