#include "rows.h"

#include <nanobind/ndarray.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "affectus/warnings.h"

namespace affectus {
namespace {

nb::object number(std::optional<double> value) {
  return value && std::isfinite(*value) ? nb::object(nb::float_(*value)) : nb::none();
}

nb::object text(const std::string& text) { return text.empty() ? nb::none() : nb::object(python_text(text)); }

nb::object array(const std::vector<float>& values) {
  if (values.empty()) return nb::none();
  auto copy = std::make_unique<float[]>(values.size());
  std::ranges::copy(values, copy.get());
  float* data = copy.get();
  nb::capsule owner(copy.release(), [](void* pointer) noexcept { delete[] static_cast<float*>(pointer); });
  return nb::ndarray<nb::numpy, float, nb::ndim<1>>(data, {values.size()}, owner).cast();
}

nb::object shares(const std::vector<float>& values, const std::vector<nb::str>& names) {
  if (names.empty()) return nb::none();
  nb::dict shares;
  for (std::size_t i = 0; i < names.size(); ++i)
    shares[names[i]] = i < values.size() ? number(values[i]) : nb::object(nb::none());
  return shares;
}

}  // namespace

RowList python_rows(const std::vector<EmotionSegment>& rows, const std::vector<std::string>& categories) {
  std::vector<nb::str> names;
  names.reserve(categories.size());
  for (const std::string& name : categories) names.push_back(python_text(name));
  RowList list;
  for (const EmotionSegment& row : rows)
    list.append(nb::make_tuple(row.start_s, row.end_s, text(row.label), text(row.tier), text(row.speaker),
                               row.channel ? nb::object(nb::int_(*row.channel)) : nb::object(nb::none()), number(row.speech),
                               number(row.activation), number(row.valence), number(row.dominance), number(row.activation_sd),
                               number(row.valence_sd), number(row.dominance_sd), number(row.activation_raw),
                               number(row.valence_raw), number(row.dominance_raw), number(row.familiarity),
                               shares(row.categories, names), array(row.embedding), python_warnings(row.warnings)));
  return list;
}

nb::tuple python_warnings(const std::vector<Warning>& warnings) {
  nb::list codes;
  for (const Warning warning : warnings) codes.append(to_string(warning).c_str());
  return nb::tuple(codes);
}

nb::object python_error_class() { return nb::module_::import_("affectus._error").attr("Error"); }

nb::object python_failure(const std::optional<Failure>& failure) {
  if (!failure) return nb::none();
  return python_error_class()(python_text(failure->message), to_string(failure->code).c_str());
}

}  // namespace affectus
