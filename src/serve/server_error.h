// The error of a request: the same object as the answer to a request and as an event of a stream.
#pragma once

#include <optional>
#include <string>

#include "affectus/error.h"

namespace affectus {

struct ServerError {
  int status = 500;                  // of HTTP
  std::string code = "internal";     // an ErrorCode's name, or one of the server's own
  std::string message = "internal";  // one line
  bool retryable = false;            // the same request may succeed later
  std::optional<int> retry_after_s = {};

  /// {"error": {"code", "message", "retryable"}}
  std::string json() const;
  /// {"type": "error", "code", "message", "retryable"}
  std::string event() const;
};

// The server's own codes.
ServerError unauthorized(const std::string& message);
ServerError forbidden(const std::string& message);  // unauthorized, but no token would help
ServerError too_large(const std::string& message);
ServerError too_many(const std::string& message);
ServerError timed_out(const std::string& message);
ServerError shutting_down();
ServerError wrong(const std::string& message);  // invalid_argument
ServerError missing(const std::string& message);

/// What a failure of the library is to a client: invalid_argument is 400, not_found 404, cancelled 503, and all that lies in
/// the recording 422.
ServerError error_of(const Failure& failure);

/// Thrown where a request is found wrong.
struct RequestError {
  ServerError error;
};

}  // namespace affectus
