// The baseline of the C interface's options.
#pragma once

#include <memory>
#include <optional>

#include "affectus/batch.h"

namespace affectus {

/// The baseline that `text` names: null: none, "running", or a recording's path. A recording is scored as `options` say.
/// Throws the errors of neutral_voice().
std::optional<Baseline> baseline_of(const char* text, const std::shared_ptr<const Model>& model, const BatchOptions& options,
                                    const BatchObserver& observer = {});

}  // namespace affectus
