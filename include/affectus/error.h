// The one exception type of the library. The library never prints, exits or aborts. It throws Error where a fault is known,
// and the command line or a binding turns it into a message or a code.
#pragma once

#include <stdexcept>
#include <string>

#include "affectus/export.h"

namespace affectus {

enum class ErrorCode {
  invalid_argument,  // an option or a call that cannot be carried out
  not_found,         // a file, folder or named object does not exist
  unreadable,        // it exists, but the system refuses to read it
  unwritable,        // the result cannot be written (no space, no permission)
  invalid_format,    // the content does not match its name, header or format
  no_audio,          // not one sample could be decoded
  unsupported,       // valid, but beyond what this build can do
  cancelled,         // stopped on request before the end
};

/// The name of the code in every interface: "invalid_argument".
AFFECTUS_EXPORT std::string to_string(ErrorCode code);

/// Messages name the file (or the option), what was expected and what was found, in one line and without a final full stop.
class AFFECTUS_EXPORT Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

/// An error that is reported and not thrown, such as that of one recording among many.
struct Failure {
  ErrorCode code;
  std::string message;
};

}  // namespace affectus
