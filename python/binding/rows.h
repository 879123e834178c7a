// Results as Python has them. All need the GIL.
#pragma once

#include <string>
#include <vector>

#include "affectus/results.h"
#include "text.h"

namespace affectus {

using RowList = nb::typed<nb::list, nb::typed<nb::tuple, nb::any, nb::ellipsis>>;

/// A tuple a row, in the order of the fields of affectus.Segment. What is absent or not finite is None.
RowList python_rows(const std::vector<EmotionSegment>& rows, const std::vector<std::string>& categories);

/// The codes, as a tuple.
nb::tuple python_warnings(const std::vector<Warning>& warnings);

/// The class affectus.Error.
nb::object python_error_class();
/// One of it; None for none.
nb::object python_failure(const std::optional<Failure>& failure);

}  // namespace affectus
