#include "evaluation/babble_crowd.h"

#include <algorithm>

#include "affectus/audio.h"
#include "affectus/error.h"

namespace affectus {

BabbleCrowd::BabbleCrowd(const std::vector<Utterance>& utterances, const RecordingOptions& recording)
    : recording_(recording) {
  for (const Utterance& one : utterances)
    if (!one.speaker.empty() && std::filesystem::exists(one.path)) voices_.push_back({one.speaker, one.path});
  std::ranges::stable_sort(voices_, {}, &Voice::speaker);
}

BabbleVoices BabbleCrowd::without(const std::string& speaker) const {
  const auto begin = std::ranges::lower_bound(voices_, speaker, {}, &Voice::speaker);
  const auto end = std::ranges::upper_bound(voices_, speaker, {}, &Voice::speaker);
  const auto first = static_cast<std::size_t>(begin - voices_.begin()), count = static_cast<std::size_t>(end - begin);
  return {voices_.size() - count, [this, first, count](std::size_t i) -> std::vector<float> {
            try {
              return read_audio(voices_[i < first ? i : i + count].path, {}, nullptr, recording_);
            } catch (const Error&) {  // scoring it tells; whoever speaks before it must not be left out for that
              return {};
            }
          }};
}

}  // namespace affectus
