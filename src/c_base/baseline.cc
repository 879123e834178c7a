#include "c_base/baseline.h"

#include <string_view>

namespace affectus {

std::optional<Baseline> baseline_of(const char* text, const std::shared_ptr<const Model>& model,
                                    const surroundings::CalmSpeech& options, const std::function<void()>& report) {
  if (text == nullptr) return std::nullopt;
  if (std::string_view(text) == "running") return Baseline{.running = true};
  return Baseline{.voices = {{"", surroundings::neutral_voice_of(text, model, options, report)}}};
}

}  // namespace affectus
