#include "cli/interval_tasks.h"

#include <algorithm>
#include <utility>

#include "affectus/error.h"
#include "affectus/intervals.h"
#include "batch/run_facts.h"
#include "text/counted.h"
#include "text/shown.h"

namespace affectus {
namespace {

// A list of a whole corpus may be used for a part of it, so names that are none of the inputs' are no error.
void tell_of_others(const IntervalTable& table, const std::vector<FileTask>& tasks, const std::string& list,
                    Console& console) {
  std::vector<std::string> names;
  names.reserve(tasks.size());
  for (const FileTask& task : tasks) names.push_back(task.name);
  std::vector<std::string> others;
  for (const std::string& name : table.others(names)) others.push_back(shown(name));
  if (std::ranges::all_of(tasks, [](const FileTask& task) { return task.intervals.empty(); }))
    throw NothingToDo(list + ": expected intervals of the recordings, found " +
                      (others.empty() ? "none" : "those of " + some_of(others) + " only"));
  if (!others.empty()) console.warning(list + ": its intervals of " + some_of(others) + " are of none of the recordings");
}

}  // namespace

std::vector<FileTask> make_interval_tasks(const std::vector<Input>& inputs, const std::string& list, const std::string& tier,
                                          RunFacts& facts, Console& console) {
  note_intervals(facts, {});
  const IntervalTable table(read_interval_file(list, tier));
  std::vector<FileTask> tasks;
  for (const Input& input : inputs) {
    FileTask task{.name = input.name, .path = input.path, .intervals = table.of(input.name), .has_intervals = true};
    note_intervals(facts, task.intervals);
    tasks.push_back(std::move(task));
  }
  tell_of_others(table, tasks, list, console);
  for (const FileTask& task : tasks)
    if (task.intervals.empty()) console.warning(task.name + ": no intervals for it in " + list);
  return tasks;
}

}  // namespace affectus
