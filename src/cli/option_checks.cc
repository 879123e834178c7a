#include "cli/option_checks.h"

#include <cmath>
#include <optional>

#include "affectus/frames.h"
#include "text/parsed_number.h"
#include "text/text.h"

namespace affectus {
namespace {

// The parser takes the message; "" for a value that is right. It has no description, so the help shows the type's name only.
template <typename Accepts>
CLI::Validator validator(const std::string& expected, Accepts accepts) {
  return CLI::Validator(
      [=](std::string& text) { return accepts(text) ? std::string() : "expected " + expected + ", found '" + text + "'"; },
      "");
}

template <typename Accepts>
CLI::Validator finite_number(const std::string& expected, Accepts accepts) {
  return validator(expected, [=](std::string& text) {
    const std::optional<double> value = parsed_number<double>(text);
    return value && std::isfinite(*value) && accepts(*value);
  });
}

}  // namespace

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  const std::string range = std::to_string(least) + (most == any_whole_number ? "" : " to " + std::to_string(most));
  return validator("a whole number from " + range, [=](std::string& text) {
    const std::optional<std::uint64_t> value = parsed_number<std::uint64_t>(text);
    if (!value || *value < least || *value > most) return false;
    text = std::to_string(*value);
    return true;
  });
}

CLI::Validator number() {
  return finite_number("a number", [](double) { return true; });
}

CLI::Validator number(double least, double most) {
  return finite_number("a number from " + shortest_double(least) + " to " + shortest_double(most),
                       [=](double value) { return value >= least && value <= most; });
}

CLI::Validator number_above_zero() {
  return finite_number("a number above 0", [](double value) { return value > 0; });
}

CLI::Validator duration_in_seconds() {
  constexpr double least_s = 1.0 / sample_rate_hz, most_s = 1e9;
  return finite_number("seconds above 0, from one sample (" + trimmed_decimal(least_s, 7) + ") to " + decimal(most_s, 0),
                       [](double value) { return value >= least_s && value <= most_s; });
}

void refuse_empty_values(CLI::App& app) {
  for (CLI::Option* option : app.get_options([](const CLI::Option* one) { return one->get_items_expected_min() > 0; }))
    option->check(validator("a value", [](std::string& text) { return !text.empty(); }));
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) refuse_empty_values(*command);
}

}  // namespace affectus
