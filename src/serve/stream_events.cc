#include "serve/stream_events.h"

#include <algorithm>

#include "base/bounded_json.h"
#include "outputs/json_rows.h"
#include "text/joined.h"
#include "text/shown.h"
#include "text/text.h"

namespace affectus {
namespace {

using Json = nlohmann::ordered_json;

// {"type": ..., MEMBERS}, with the same spaces as rows.
std::string event(const std::string& type, const std::string& members) {
  return "{\"type\": \"" + type + "\"" + (members.empty() ? "" : ", " + members) + "}";
}

}  // namespace

const std::vector<ClientMessageType>& client_messages() {
  static const std::vector<ClientMessageType> types = {
      {ClientMessage::session_update, "session.update",
       "Changes settings; before the first audio, answered by session.updated", true},
      {ClientMessage::flush, "flush",
       "Scores what is there, up to the last sample, and keeps the session; answered by flushed", false},
      {ClientMessage::keep_alive, "keep_alive", "Keeps a session without audio open; no answer", false},
      {ClientMessage::session_close, "session.close", "Scores the rest; answered by session.closed", false},
  };
  return types;
}

const std::vector<ServerEventType>& server_events() {
  static const std::vector<ServerEventType> types = {
      {"session.created", "The first event, with the settings"},
      {"session.updated", "The settings after session.update"},
      {"measurement", "A row: the estimates of a window"},
      {"speech.started", "With `turns`: somebody began to speak"},
      {"speech.ended", "With `turns`: and stopped; the row of the whole turn"},
      {"flushed", "All that came before flush was scored, and its measurements were sent"},
      {"error", "Something went wrong; the session goes on, unless session.closed follows"},
      {"session.closed", "The last event"},
  };
  return types;
}

ReceivedMessage parse_client_message(const std::string& text) {
  if (text.size() > longest_message)
    throw RequestError{too_large("message: expected " + std::to_string(longest_message) + " bytes at the most, found more")};
  const nlohmann::json json = parse_json(text);
  if (!json.is_object())
    throw RequestError{wrong("message: expected a JSON object, found " +
                             (json.is_discarded() ? found_in_json(text) : std::string("something else")))};
  const auto type = json.find("type");
  const std::string name = type != json.end() && type->is_string() ? type->get<std::string>() : std::string();
  const auto known =
      std::ranges::find(client_messages(), name, [](const ClientMessageType& one) { return std::string(one.type); });
  if (known == client_messages().end())
    throw RequestError{wrong("message: expected a type of " + joined(client_messages(), &ClientMessageType::type) +
                             ", found " + shown(name))};
  ReceivedMessage received{known->message, nullptr};
  for (const auto& [member, value] : json.items()) {
    if (member == "type") continue;
    if (member != "session" || !known->has_session)
      throw RequestError{wrong("message: " + name + ": expected no member " + shown(member))};
    received.session = value;
  }
  if (known->has_session && received.session.is_null())
    throw RequestError{wrong("message: " + name + ": expected a member session")};
  return received;
}

std::string to_string(CloseReason reason) {
  switch (reason) {
    case CloseReason::client_request:
      return "client_request";
    case CloseReason::idle_timeout:
      return "idle_timeout";
    case CloseReason::server_shutdown:
      return "server_shutdown";
    case CloseReason::error:
      return "error";
  }
  return "error";
}

std::string session_created(const StreamSettings& settings) {
  return event("session.created", "\"session\": " + settings_json(settings).dump());
}

std::string session_updated(const StreamSettings& settings) {
  return event("session.updated", "\"session\": " + settings_json(settings).dump());
}

std::string flushed() { return event("flushed", ""); }

std::string measurement(const EmotionSegment& row, const RunFacts& facts) {
  return event("measurement", json_row(row, facts));
}

std::string turn_event(const TurnEvent& turn, const RunFacts& facts) {
  if (turn.kind == TurnEvent::Kind::started) return event("speech.started", "\"start_s\": " + seconds_text(turn.start_s));
  return event("speech.ended", json_row(turn.row, facts));
}

std::string session_closed(CloseReason reason, double audio_s, std::uint64_t measurements, std::uint64_t dropped) {
  return event("session.closed", "\"reason\": \"" + to_string(reason) +
                                     "\", \"received\": {\"audio_s\": " + seconds_text(audio_s) +
                                     "}, \"produced\": {\"measurements\": " + std::to_string(measurements) +
                                     ", \"dropped\": " + std::to_string(dropped) + "}");
}

}  // namespace affectus
