// Checks the values of options before they are converted. Each message says what was expected and what was found; the parser
// puts the option's name before it.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>

namespace affectus {

inline constexpr std::uint64_t any_whole_number = std::numeric_limits<std::uint64_t>::max();

/// Decimal digits alone, from `least` to `most`. By Option::transform(), which takes zeros at the start away: the parser
/// reads octal numbers.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most = any_whole_number);

/// A finite number with a point, from `least` to `most` if these are given.
CLI::Validator number();
CLI::Validator number(double least, double most);

/// A finite number above 0.
CLI::Validator number_above_zero();

/// Seconds from one sample at 16 kHz to 1e9.
CLI::Validator duration_in_seconds();

/// Makes an empty value of any option of `app` and its commands an error: it is an unset variable of a script.
void refuse_empty_values(CLI::App& app);

}  // namespace affectus
