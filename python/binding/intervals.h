// Intervals between Python and C++.
#pragma once

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "affectus/prediction.h"
#include "text.h"

namespace affectus {

/// Start and end in seconds, label, tier, speaker, channel.
using PythonInterval = std::tuple<double, double, std::string, std::string, std::string, std::optional<int>>;
using PythonIntervals = std::vector<PythonInterval>;

std::vector<Interval> intervals_of(const PythonIntervals& intervals);
PythonIntervals python_intervals(const std::vector<Interval>& intervals);

void bind_intervals(nb::module_& module);

}  // namespace affectus
