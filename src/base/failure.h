// Any exception as what an error is to the outside: a code and a message.
#pragma once

#include <exception>
#include <string>

#include "affectus/error.h"
#include "base/project.h"

namespace affectus {

/// `about` names what failed where the exception does not: messages of Error do.
AFFECTUS_PROJECT Failure failure_of(const std::exception_ptr& exception, const std::string& about);

}  // namespace affectus
