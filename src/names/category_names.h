// Names of emotions' categories as corpora, models and recipes write them.
#pragma once

#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

/// A category's name as it compares with others: in lower case, characters composed (Unicode's NFC). "Happy" and "happy" are
/// one category. Bytes that are no UTF-8 stay as they are.
AFFECTUS_PROJECT std::string category_name(std::string_view name);

}  // namespace affectus
