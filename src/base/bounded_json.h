// JSON that others wrote.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// Values within values within values: more than any file here has.
inline constexpr std::size_t deepest_json = 64;

/// As nlohmann::json::parse() without exceptions: is_discarded() for what is no JSON. Also for what is nested deeper than
/// deepest_json: copying, comparing and printing a value take a stack as deep as it.
AFFECTUS_PROJECT nlohmann::json parse_json(std::string_view text);

}  // namespace affectus
