// The time after which a server accepts another request (RFC 9110, 10.2.3).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace affectus {

/// Seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT", the form in which servers send dates.
std::optional<std::int64_t> parse_http_date(std::string_view text);

/// The wait that the header Retry-After gives in seconds or as a date: 0 for a date that has passed, and at most a year. A
/// date is compared with the server's clock (the header Date), or with `now` (seconds since 1970) if there is none. Absent
/// without that header, or if it holds neither. Names of `headers` are in lower case.
std::optional<std::chrono::seconds> retry_after(const std::map<std::string, std::string>& headers, std::int64_t now);

}  // namespace affectus
