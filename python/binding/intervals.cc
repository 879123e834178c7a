#include "intervals.h"

#include <utility>

#include "affectus/intervals.h"

namespace affectus {
namespace {

struct PythonTable {
  std::vector<FileIntervals> list;
  IntervalTable table;

  explicit PythonTable(std::vector<FileIntervals> a_list) : list(std::move(a_list)), table(list) {}
};

std::vector<FileIntervals> list_of(const std::vector<std::pair<nb::bytes, PythonIntervals>>& files) {
  std::vector<FileIntervals> list;
  for (const auto& [file, intervals] : files) list.push_back({plain(file), intervals_of(intervals)});
  return list;
}

}  // namespace

std::vector<Interval> intervals_of(const PythonIntervals& intervals) {
  std::vector<Interval> list;
  for (const auto& [start_s, end_s, label, tier, speaker, channel] : intervals)
    list.push_back({start_s, end_s, label, tier, speaker, channel});
  return list;
}

PythonIntervals python_intervals(const std::vector<Interval>& intervals) {
  PythonIntervals list;
  for (const Interval& one : intervals)
    list.emplace_back(one.start_s, one.end_s, one.label, one.tier, one.speaker, one.channel);
  return list;
}

void bind_intervals(nb::module_& module) {
  nb::class_<PythonTable>(module, "Intervals", "The intervals of many files, found by the names of these.")
      .def(
          "__init__",
          [](PythonTable* place, const std::vector<std::pair<nb::bytes, PythonIntervals>>& files) {
            new (place) PythonTable(list_of(files));
          },
          nb::arg("files"))
      .def_static(
          "read",
          [](const nb::bytes& file, const std::string& tier) { return PythonTable(read_interval_file(plain(file), tier)); },
          nb::arg("file"), nb::arg("tier"))
      .def_prop_ro("files",
                   [](const PythonTable& self) {
                     nb::typed<nb::list, nb::bytes> names;
                     for (const FileIntervals& one : self.list) names.append(python_bytes(one.file));
                     return names;
                   })
      .def(
          "of", [](const PythonTable& self, const nb::bytes& name) { return python_intervals(self.table.of(plain(name))); },
          nb::arg("name"))
      .def(
          "others",
          [](const PythonTable& self, const std::vector<nb::bytes>& names) {
            std::vector<std::string> inputs;
            for (const nb::bytes& name : names) inputs.push_back(plain(name));
            nb::typed<nb::list, nb::str> others;
            for (const std::string& other : self.table.others(inputs)) others.append(python_text(other));
            return others;
          },
          nb::arg("names"));
}

}  // namespace affectus
