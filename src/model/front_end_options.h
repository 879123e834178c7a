// Front ends by name with the options that a model's config gives.
#pragma once

#include <memory>
#include <string>

#include "affectus/front_end.h"

namespace affectus {

/// `options` is a JSON object of the fields of the front end's option struct that differ from its defaults ("" is "{}").
/// Throws Error(invalid_argument) that names the front end, the option, what was expected and found.
std::unique_ptr<FrontEnd> make_front_end(const std::string& name, const std::string& options,
                                         const FrontEndMaker& others = {});

}  // namespace affectus
