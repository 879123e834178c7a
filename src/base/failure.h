// Turns any exception into a code and a message.
#pragma once

#include <exception>
#include <string>

#include "affectus/error.h"
#include "base/project.h"

namespace affectus {

/// `about` names the failed task for exceptions that do not; messages of Error do.
AFFECTUS_PROJECT Failure failure_of(const std::exception_ptr& exception, const std::string& about);

/// Returns what `work` returns. Any exception of `work` becomes an Error; `about` is as above.
template <typename Work>
decltype(auto) throwing_errors(const std::string& about, const Work& work) {
  try {
    return work();
  } catch (const Error&) {
    throw;
  } catch (...) {
    const Failure failure = failure_of(std::current_exception(), about);
    throw Error(failure.code, failure.message);
  }
}

/// Throws Error(cancelled) for work that was stopped on request.
[[noreturn]] AFFECTUS_PROJECT void throw_cancelled();

}  // namespace affectus
