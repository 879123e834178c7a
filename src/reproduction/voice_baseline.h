// What a baseline for each voice gains (`affectus predict --baseline`), from the stored predictions of a set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reproduction/agreement.h"

namespace affectus {

/// At most this many of a speaker's neutral utterances are his calm speech, because a user gives one recording.
inline constexpr std::size_t calm_utterances = 3;

/// The length of each utterance, all of it speech, in the session of a running baseline. Predictions do not say the real
/// one.
inline constexpr double session_utterance_s = 3;

/// Of the order of the utterances in such a session, a shuffle.
inline constexpr std::uint64_t session_seed = 1;

/// The agreement of one system's estimates as they are, and shifted by NeutralShift.
struct VoiceBaselineFigures {
  SystemAgreement unshifted;
  SystemAgreement calm_speech;  // by the speaker's calm speech: `--baseline FILE`
  SystemAgreement running;      // by the speaker's utterances so far: `--baseline running`
};

struct VoiceBaselineAgreement {
  std::size_t utterances = 0;  // that are judged, the same in all three; 0: no speaker has what it takes
  std::size_t speakers = 0;
  std::vector<VoiceBaselineFigures> systems;  // in the order of the given ones
};

/// Judges the speakers who have utterances of the category neutral, or where they have none of it, calm, and others beside
/// their calm speech. Calm speech is spread evenly over these utterances in the order of their files; its mean is the
/// baseline, and it is not judged. The session of a running baseline has all utterances of a speaker, shuffled. Resamples
/// are those of measure_agreement().
VoiceBaselineAgreement measure_voice_baselines(const std::vector<SystemAnswers>& systems, std::size_t resamples,
                                               std::uint64_t seed, std::size_t threads);

}  // namespace affectus
