// HTTP requests by libcurl, with redirects followed under our own eyes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "affectus/error.h"

namespace affectus {

struct HttpRequest {
  std::string url;                       // http or https
  bool head = false;                     // headers only
  bool relative_redirects_only = false;  // else all are followed; at most 10
  std::vector<std::string> headers;      // go to every host that a redirect leads to
  std::string bearer_token;              // goes to the url's own host only, and never from https to http
  std::uint64_t from = 0;                // first byte that is wanted
  std::function<void()> at_work;         // called about once a second, also while nothing comes; may be empty, and throw
};

struct HttpResponse {
  long status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; of the last response
};

/// A connection that was there and broke off, or went silent: the same request may go well at another time.
class BrokenConnection : public Error {
 public:
  explicit BrokenConnection(const std::string& message) : Error(ErrorCode::unreadable, message) {}
};

/// Gives the body piece by piece to `take`, which is called for a status of 200 or 206 only and returns false to stop.
/// Throws Error(unreadable) that names the url where no response comes, BrokenConnection where it breaks off,
/// Error(cancelled) where `take` stopped it, and what `take` and `at_work` throw.
HttpResponse http_get(const HttpRequest& request, const std::function<bool(std::string_view piece)>& take);

}  // namespace affectus
