// Combines the recordings of a run with the user's intervals.
#pragma once

#include <string>
#include <vector>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "cli/console.h"
#include "cli/inputs.h"

namespace affectus {

/// No interval belongs to any of the recordings.
class NothingToDo : public Error {
 public:
  explicit NothingToDo(const std::string& message) : Error(ErrorCode::not_found, message) {}
};

/// Makes one task for each input, with its intervals from the file `list` (from tier `tier` of a TextGrid). `facts` receives
/// which labels, tiers and speakers they have. An input without intervals gives a warning, and so does a name in the list
/// that matches no input. Throws the errors of read_interval_file() and IntervalTable, and NothingToDo if no input has
/// intervals.
std::vector<FileTask> make_interval_tasks(const std::vector<Input>& inputs, const std::string& list, const std::string& tier,
                                          RunFacts& facts, Console& console);

}  // namespace affectus
