#include "serve/server_error.h"

#include <nlohmann/json.hpp>

#include "text/text.h"

namespace affectus {
namespace {

constexpr int retry_after_s = 5;

nlohmann::ordered_json members(const ServerError& error) {
  return {{"code", error.code}, {"message", valid_utf8(error.message)}, {"retryable", error.retryable}};
}

}  // namespace

std::string ServerError::json() const { return nlohmann::ordered_json{{"error", members(*this)}}.dump() + "\n"; }

std::string ServerError::event() const {
  nlohmann::ordered_json event{{"type", "error"}};
  event.update(members(*this));
  return event.dump();
}

ServerError unauthorized(const std::string& message) { return {401, "unauthorized", message}; }
ServerError forbidden(const std::string& message) { return {403, "unauthorized", message}; }
ServerError too_large(const std::string& message) { return {413, "too_large", message}; }
ServerError too_many(const std::string& message) { return {429, "too_many", message, true, retry_after_s}; }
ServerError timed_out(const std::string& message) { return {408, "timeout", message, true}; }
ServerError shutting_down() { return {503, "cancelled", "the server shuts down", true, retry_after_s}; }
ServerError wrong(const std::string& message) { return {400, "invalid_argument", message}; }
ServerError missing(const std::string& message) { return {404, "not_found", message}; }

ServerError error_of(const Failure& failure) {
  ServerError error{422, to_string(failure.code), failure.message};
  if (failure.code == ErrorCode::invalid_argument) error.status = 400;
  if (failure.code == ErrorCode::not_found) error.status = 404;
  if (failure.code == ErrorCode::cancelled) error.status = 503, error.retryable = true;
  return error;
}

}  // namespace affectus
