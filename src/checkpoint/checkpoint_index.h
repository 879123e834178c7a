// The index of a checkpoint that is split into several files ("shards").
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// Maps names of tensors to names of files beside the index. Throws Error(invalid_format) that names the index, also for a
/// file name that leads to another folder.
AFFECTUS_PROJECT std::map<std::string, std::string> parse_checkpoint_index(std::string_view text, const std::string& name);

}  // namespace affectus
