// The baseline of the C interface's options.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "c_base/surroundings.h"

namespace affectus {

/// The baseline that `text` names: null: none, "running", or a recording's path. A recording is scored as `options` say.
/// Throws the errors of surroundings::neutral_voice_of().
std::optional<Baseline> baseline_of(const char* text, const std::shared_ptr<const Model>& model,
                                    const surroundings::CalmSpeech& options, const std::function<void()>& report = {});

}  // namespace affectus
