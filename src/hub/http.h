// HTTP requests by libcurl; this code follows redirects itself.
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
  std::function<void()> at_work;  // called about once a second, also while nothing arrives; may be empty, and may throw
};

struct HttpResponse {
  long status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; of the last response
};

/// A connection that broke off or went silent; the same request may succeed later.
class BrokenConnection : public Error {
 public:
  explicit BrokenConnection(const std::string& message) : Error(ErrorCode::unreadable, message) {}
};

/// Gives the body piece by piece to `take`, which is called for a status of 200 or 206 only and returns false to stop.
/// Throws Error(unreadable) that names the url if there is no response, BrokenConnection if it breaks off, Error(cancelled)
/// if `take` stopped it, and the exceptions of `take` and `at_work`.
HttpResponse http_get(const HttpRequest& request, const std::function<bool(std::string_view piece)>& take);

}  // namespace affectus
