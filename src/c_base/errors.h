// The boundary to C, which no exception crosses.
#pragma once

#include <string>

#include "affectus/c.h"
#include "affectus/error.h"

struct affectus_error {
  affectus_code code = AFFECTUS_OK;
  std::string message;
};

namespace affectus {

/// Turns the exception that is being handled into its code and, if `error` is not null, into an error for the caller.
affectus_code handed_over(affectus_error** error) noexcept;

/// Runs `work` and turns its exceptions into the error.
template <typename Work>
affectus_code guarded(affectus_error** error, const Work& work) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    work();
    return AFFECTUS_OK;
  } catch (...) {
    return handed_over(error);
  }
}

/// Gives the caller the object that `make` returns (in a std::unique_ptr), or null with the error.
template <typename Make>
auto given(affectus_error** error, const Make& make) noexcept -> decltype(make().get()) {
  decltype(make().get()) object = nullptr;
  guarded(error, [&] { object = make().release(); });
  return object;
}

/// The object at `pointer`. Throws Error(invalid_argument) if it is null.
template <typename Object>
Object& required(Object* pointer, const char* name) {
  if (pointer == nullptr) throw Error(ErrorCode::invalid_argument, std::string(name) + ": expected one, found NULL");
  return *pointer;
}

}  // namespace affectus
