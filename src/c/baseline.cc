#include "c/baseline.h"

#include <string_view>

namespace affectus {

std::optional<Baseline> baseline_of(const char* text, const std::shared_ptr<const Model>& model, const BatchOptions& options,
                                    const BatchObserver& observer) {
  if (text == nullptr) return std::nullopt;
  if (std::string_view(text) == "running") return Baseline{.running = true};
  return Baseline{.voices = {{"", neutral_voice(model, text, options, observer)}}};
}

}  // namespace affectus
