// The recordings of a run with the intervals that the user gave for them.
#pragma once

#include <string>
#include <vector>

#include "affectus/batch.h"
#include "cli/console.h"
#include "cli/inputs.h"

namespace affectus {

/// A task an input, with its intervals from the file `list` (of a TextGrid the tier `tier`); `facts` takes what they say.
/// What stands for nothing is a warning: an input without intervals, a name in the list that is none of the inputs'. Throws
/// Error as read_interval_file() and IntervalTable do, and not_found where no input has intervals.
std::vector<FileTask> make_interval_tasks(const std::vector<Input>& inputs, const std::string& list, const std::string& tier,
                                          RunFacts& facts, Console& console);

}  // namespace affectus
