// The server's routes, and what it says of itself: /openapi.json, /asyncapi.json, /v1/models. They are made of the tables
// that the code runs on.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "affectus/model.h"

namespace affectus {

enum class RouteKind { predict, stream, models, health, ready, metrics, openapi, asyncapi };

struct Route {
  RouteKind kind;
  const char* path;
  const char* methods;  // "GET, HEAD"
  bool needs_token;     // if there are tokens
  const char* summary;
};

inline constexpr const char* page_methods = "GET, HEAD";
const std::vector<Route>& routes();
/// Null if the path is none of theirs.
const Route* find_route(std::string_view path);

/// {"models": [...]}; the first is the default.
std::string models_json(const std::vector<std::shared_ptr<const Model>>& models);

/// OpenAPI 3.1.
const std::string& openapi_json();
/// AsyncAPI 3.0.
const std::string& asyncapi_json();

}  // namespace affectus
