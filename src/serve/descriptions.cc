#include "serve/descriptions.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "affectus/version.h"
#include "affectus/writer.h"
#include "serve/fields.h"
#include "serve/stream_events.h"
#include "serve/stream_settings.h"

namespace affectus {
namespace {

using Json = nlohmann::ordered_json;

Json typed(const char* type) { return {{"type", type}}; }
Json nullable(const char* type) { return {{"type", {type, "null"}}}; }
Json constant(const std::string& value) { return {{"const", value}}; }
Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
Json reference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

// All members that are not in `optional` are required; no others may be there.
Json object_of(const Json& members, const std::vector<std::string>& optional = {}) {
  Json required = Json::array();
  for (const auto& [name, schema] : members.items())
    if (std::ranges::find(optional, name) == optional.end()) required.push_back(name);
  return {{"type", "object"}, {"properties", members}, {"required", required}, {"additionalProperties", false}};
}

const std::vector<std::string>& optional_of_rows() {
  static const std::vector<std::string> names = {"label",         "tier",         "speaker",      "channel",
                                                 "activation_sd", "valence_sd",   "dominance_sd", "activation_raw",
                                                 "valence_raw",   "dominance_raw"};
  return names;
}

Json warnings() {
  Json codes = Json::array();
  for (int i = 0; i <= static_cast<int>(Warning::beyond_end); ++i) codes.push_back(to_string(static_cast<Warning>(i)));
  return list_of({{"type", "string"}, {"enum", codes}});
}

Json row_members() {
  Json members{{"start_s", typed("number")},
               {"end_s", typed("number")},
               {"label", typed("string")},
               {"tier", typed("string")},
               {"speaker", typed("string")},
               {"channel", nullable("integer")},
               {"speech", {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}}};
  for (const char* suffix : {"", "_sd", "_raw"})
    for (const char* name : {"activation", "valence", "dominance"}) members[std::string(name) + suffix] = nullable("number");
  members["familiarity"] = nullable("number");
  members["categories"] = {{"type", {"object", "null"}}, {"additionalProperties", typed("number")}};
  members["embedding"] = {{"type", {"array", "null"}}, {"items", typed("number")}};
  members["warnings"] = warnings();
  return members;
}

Json error_members() {
  Json codes = Json::array();
  for (int i = 0; i <= static_cast<int>(ErrorCode::cancelled); ++i) codes.push_back(to_string(static_cast<ErrorCode>(i)));
  for (const char* own : {"unauthorized", "too_large", "too_many", "timeout", "internal"}) codes.push_back(own);
  return {{"code", {{"type", "string"}, {"enum", codes}}}, {"message", typed("string")}, {"retryable", typed("boolean")}};
}

Json schemas() {
  const Json means{{"activation", nullable("number")}, {"valence", nullable("number")}, {"dominance", nullable("number")}};
  const Json recording{{"file", typed("string")},
                       {"duration_s", typed("number")},
                       {"model", typed("string")},
                       {"scale", typed("string")},
                       {"summary", object_of(means)},
                       {"warnings", warnings()},
                       {"segments", list_of(reference("Row"))}};
  const Json model{{"name", typed("string")},
                   {"default", typed("boolean")},
                   {"dimensions", list_of(typed("string"))},
                   {"categories", list_of(typed("string"))},
                   {"embedding_dim", typed("integer")},
                   {"longest_input_s", typed("number")},
                   {"licence", typed("string")},
                   {"notes", typed("string")}};
  return {{"Row", object_of(row_members(), optional_of_rows())},
          {"Recording", object_of(recording)},
          {"Models", object_of({{"models", list_of(object_of(model))}})},
          {"Error", object_of({{"error", object_of(error_members())}})}};
}

Json content(const std::string& type, const Json& schema) { return {{type, {{"schema", schema}}}}; }

Json error_response(const char* description) {
  return {{"description", description}, {"content", content("application/json", reference("Error"))}};
}

const std::map<std::string, const char*>& error_texts() {
  static const std::map<std::string, const char*> texts = {{"400", "A field or the request is wrong"},
                                                           {"401", "A token is missing or not known"},
                                                           {"403", "The Origin is not allowed"},
                                                           {"404", "There is no such model or page"},
                                                           {"405", "Another method is expected"},
                                                           {"408", "The request comes too slowly"},
                                                           {"413", "The recording or the answer is too large"},
                                                           {"421", "The Host is none of this server's"},
                                                           {"422", "The recording cannot be decoded"},
                                                           {"426", "A WebSocket is expected"},
                                                           {"429", "Too much is waiting; see Retry-After"},
                                                           {"431", "The head of the request is too long"},
                                                           {"500", "The server failed"},
                                                           {"503", "The server shuts down; see Retry-After"}};
  return texts;
}

Json with_errors(Json responses, const std::vector<std::string>& statuses) {
  for (const std::string& status : statuses) responses[status] = error_response(error_texts().at(status));
  return responses;
}

Json predict_operation() {
  Json parameters = Json::array(), form = Json::object();
  for (const PredictField& field : predict_fields()) {
    parameters.push_back(
        {{"name", field.name}, {"in", "query"}, {"description", field.description}, {"schema", field.schema()}});
    form[field.name] = field.schema();
    form[field.name]["description"] = field.description;
  }
  form["file"] = {
      {"type", "string"}, {"format", "binary"}, {"description", "The recording, in any format that FFmpeg reads"}};
  form["segments"] = {
      {"type", "string"},
      {"format", "binary"},
      {"description", "Only these intervals are scored: CSV, TextGrid or RTTM, by the file name's extension"}};
  Json answers = Json::object();
  for (const OutputFormat& format : output_formats()) {
    const bool is_json = format.name == "json";
    answers[media_type(format)] = {{"schema", is_json ? reference("Recording") : typed("string")}};
  }
  const Json body{
      {"required", true},
      {"content",
       {{"application/octet-stream", {{"schema", {{"type", "string"}, {"format", "binary"}}}}},
        {"multipart/form-data",
         {{"schema",
           {{"type", "object"}, {"properties", form}, {"required", {"file"}}, {"additionalProperties", false}}}}}}}};
  return {{"operationId", "predict"},
          {"description",
           "The body is the recording, or a form with the part `file`. Fields stand in the query or in the form, each once. "
           "Answers of the formats jsonl and csv come row by row."},
          {"parameters", parameters},
          {"requestBody", body},
          {"responses", with_errors({{"200", {{"description", "The rows of the recording"}, {"content", answers}}}},
                                    {"400", "401", "403", "404", "408", "413", "421", "422", "429", "431", "500", "503"})}};
}

Json plain_operation(const Route& route) {
  const auto answer = [](const std::string& type, const Json& schema) {
    return Json{{"200", {{"description", "As the summary says"}, {"content", content(type, schema)}}}};
  };
  const std::vector<std::string> usual = {"400", "401", "403", "421", "431"};
  Json responses;
  switch (route.kind) {
    case RouteKind::models:
      responses = with_errors(answer("application/json", reference("Models")), usual);
      break;
    case RouteKind::health:
      responses = with_errors(answer("application/json", object_of({{"status", constant("ok")}})), usual);
      break;
    case RouteKind::ready:
      responses = with_errors(answer("application/json", object_of({{"status", constant("ready")}})), usual);
      responses["503"] = error_response(error_texts().at("503"));
      break;
    case RouteKind::metrics:
      responses = with_errors(answer("text/plain; version=0.0.4; charset=utf-8", typed("string")), usual);
      break;
    case RouteKind::stream:
      responses = with_errors({{"101", {{"description", "A WebSocket; /asyncapi.json describes its messages"}}}}, usual);
      for (const char* status : {"426", "429", "503"}) responses[status] = error_response(error_texts().at(status));
      break;
    default:
      responses = with_errors(answer("application/json", typed("object")), usual);
  }
  return {{"responses", responses}};
}

std::string make_openapi() {
  Json paths = Json::object();
  for (const Route& route : routes()) {
    Json operation = route.kind == RouteKind::predict ? predict_operation() : plain_operation(route);
    operation["summary"] = route.summary;
    // Where no token is configured, none is needed.
    if (route.needs_token) operation["security"] = Json::array({Json{{"token", Json::array()}}, Json::object()});
    paths[route.path] = {{route.kind == RouteKind::predict ? "post" : "get", operation}};
  }
  const Json document{
      {"openapi", "3.1.0"},
      {"info", {{"title", "affectus"}, {"version", AFFECTUS_VERSION}, {"summary", "Emotion from speech"}}},
      {"servers", Json::array({{{"url", "/"}}})},
      {"paths", paths},
      {"components", {{"schemas", schemas()}, {"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
  return document.dump(1) + "\n";
}

// Of a stream: rows without the parts of intervals and channels.
Json event_members(const std::string& type) {
  const Json settings = [] {
    Json members = Json::object();
    for (const StreamField& field : stream_fields()) members[field.name] = field.schema();
    return object_of(members);
  }();
  if (type == "session.created" || type == "session.updated") return {{"session", settings}};
  if (type == "measurement" || type == "speech.ended") return row_members();
  if (type == "speech.started") return {{"start_s", typed("number")}};
  if (type == "error") return error_members();
  if (type != "session.closed") return Json::object();
  Json reasons = Json::array();
  for (const CloseReason reason : close_reasons) reasons.push_back(to_string(reason));
  return {{"reason", {{"type", "string"}, {"enum", reasons}}},
          {"received", object_of({{"audio_s", typed("number")}})},
          {"produced", object_of({{"measurements", typed("integer")}, {"dropped", typed("integer")}})}};
}

Json message(const std::string& type, const std::string& description, const Json& members) {
  Json all{{"type", constant(type)}};
  all.update(members);
  return {{"name", type},
          {"summary", description},
          {"contentType", "application/json"},
          {"payload", object_of(all, optional_of_rows())}};
}

std::string make_asyncapi() {
  Json messages = Json::object(), sent = Json::array(), received = Json::array();
  const auto link = [](const std::string& type) { return Json{{"$ref", "#/channels/stream/messages/" + type}}; };
  for (const ServerEventType& event : server_events()) {
    messages[event.type] = message(event.type, event.description, event_members(event.type));
    sent.push_back(link(event.type));
  }
  for (const ClientMessageType& one : client_messages()) {
    Json members = Json::object();
    if (one.has_session) {
      Json settings = Json::object();
      for (const StreamField& field : stream_fields()) {
        settings[field.name] = field.schema();
        settings[field.name]["description"] = field.description;
      }
      members["session"] = {{"type", "object"}, {"properties", settings}, {"additionalProperties", false}};
    }
    messages[one.type] = message(one.type, one.description, members);
    received.push_back(link(one.type));
  }
  messages["audio"] = {{"name", "audio"},
                       {"summary", "A binary frame: bytes of the encoding; they need not end with a whole sample"},
                       {"contentType", "application/octet-stream"},
                       {"payload", {{"type", "string"}, {"format", "binary"}}}};
  received.push_back(link("audio"));
  const Json channel{{"$ref", "#/channels/stream"}};
  const Json document{{"asyncapi", "3.0.0"},
                      {"info", {{"title", "affectus"}, {"version", AFFECTUS_VERSION}}},
                      {"channels", {{"stream", {{"address", "/v1/stream"}, {"messages", messages}}}}},
                      {"operations",
                       {{"receiveFromClient", {{"action", "receive"}, {"channel", channel}, {"messages", received}}},
                        {"sendToClient", {{"action", "send"}, {"channel", channel}, {"messages", sent}}}}}};
  return document.dump(1) + "\n";
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> all = {
      {RouteKind::predict, "/v1/predict", "POST", true, "Scores a recording"},
      {RouteKind::stream, "/v1/stream", "GET", true, "A WebSocket that scores audio while it comes"},
      {RouteKind::models, "/v1/models", "GET, HEAD", true, "The models; the first is the default"},
      {RouteKind::metrics, "/metrics", "GET, HEAD", true, "Counters in Prometheus' text format"},
      {RouteKind::health, "/healthz", "GET, HEAD", false, "Whether the server answers"},
      {RouteKind::ready, "/readyz", "GET, HEAD", false, "Whether it takes new work"},
      {RouteKind::openapi, "/openapi.json", "GET, HEAD", false, "This description"},
      {RouteKind::asyncapi, "/asyncapi.json", "GET, HEAD", false, "The description of /v1/stream"},
  };
  return all;
}

const Route* find_route(std::string_view path) {
  const auto found = std::ranges::find_if(routes(), [&](const Route& route) { return route.path == path; });
  return found == routes().end() ? nullptr : &*found;
}

std::string models_json(const std::vector<std::shared_ptr<const Model>>& models) {
  Json list = Json::array();
  for (const std::shared_ptr<const Model>& model : models) {
    const ModelConfig& config = model->config();
    list.push_back({{"name", config.name},
                    {"default", model == models.front()},
                    {"dimensions", config.dimensions},
                    {"categories", config.categories},
                    {"embedding_dim", config.estimator.embedding_dim()},
                    {"longest_input_s", config.longest_training_input_s},
                    {"licence", config.licence},
                    {"notes", config.notes}});
  }
  return Json{{"models", list}}.dump() + "\n";
}

const std::string& openapi_json() {
  static const std::string text = make_openapi();
  return text;
}

const std::string& asyncapi_json() {
  static const std::string text = make_asyncapi();
  return text;
}

}  // namespace affectus
