#include "c_base/errors.h"

#include <exception>
#include <memory>
#include <utility>

#include "base/failure.h"
#include "text/text.h"

namespace affectus {
namespace {

affectus_code code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return AFFECTUS_ERROR_INVALID_ARGUMENT;
    case ErrorCode::not_found:
      return AFFECTUS_ERROR_NOT_FOUND;
    case ErrorCode::unreadable:
      return AFFECTUS_ERROR_UNREADABLE;
    case ErrorCode::unwritable:
      return AFFECTUS_ERROR_UNWRITABLE;
    case ErrorCode::invalid_format:
      return AFFECTUS_ERROR_INVALID_FORMAT;
    case ErrorCode::no_audio:
      return AFFECTUS_ERROR_NO_AUDIO;
    case ErrorCode::unsupported:
      return AFFECTUS_ERROR_UNSUPPORTED;
    case ErrorCode::cancelled:
      return AFFECTUS_ERROR_CANCELLED;
  }
  return AFFECTUS_ERROR_INTERNAL;
}

// For when there is no memory left to say so. Short enough that its text needs none.
affectus_error& out_of_memory() noexcept {
  static affectus_error error{AFFECTUS_ERROR_UNSUPPORTED, "out of memory"};
  return error;
}

}  // namespace

affectus_code handed_over(affectus_error** error) noexcept {
  try {
    const Failure failure = failure_of(std::current_exception(), "");
    const affectus_code code = code_of(failure.code);
    if (error != nullptr)
      *error = std::make_unique<affectus_error>(affectus_error{code, valid_utf8(failure.message)}).release();
    return code;
  } catch (...) {
    if (error != nullptr) *error = &out_of_memory();
    return out_of_memory().code;
  }
}

}  // namespace affectus

affectus_code affectus_error_code(const affectus_error* error) { return error == nullptr ? AFFECTUS_OK : error->code; }

const char* affectus_error_message(const affectus_error* error) { return error == nullptr ? "" : error->message.c_str(); }

void affectus_error_free(affectus_error* error) {
  if (error != &affectus::out_of_memory()) std::unique_ptr<affectus_error>{error};
}
