// The messages of a stream: tables that describe them, and the events' texts. What is no measurement is small.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "affectus/prediction.h"
#include "affectus/results.h"
#include "affectus/turns.h"
#include "serve/server_error.h"
#include "serve/stream_settings.h"

namespace affectus {

enum class ClientMessage { session_update, flush, keep_alive, session_close };

struct ClientMessageType {
  ClientMessage message;
  const char* type;
  const char* description;
  bool has_session;  // a member `session` with settings
};
const std::vector<ClientMessageType>& client_messages();

/// In bytes; what is longer is refused without being read whole.
inline constexpr std::size_t longest_message = 65536;

/// A text message of a client.
struct ReceivedMessage {
  ClientMessage message = ClientMessage::keep_alive;
  nlohmann::json session;  // its settings
};
/// Throws RequestError.
ReceivedMessage parse_client_message(const std::string& text);

struct ServerEventType {
  const char* type;
  const char* description;
};
const std::vector<ServerEventType>& server_events();

enum class CloseReason { client_request, idle_timeout, server_shutdown, error };
std::string to_string(CloseReason reason);
inline constexpr CloseReason close_reasons[] = {CloseReason::client_request, CloseReason::idle_timeout,
                                                CloseReason::server_shutdown, CloseReason::error};

std::string session_created(const StreamSettings& settings);
std::string session_updated(const StreamSettings& settings);
std::string flushed();
std::string measurement(const EmotionSegment& row, const RunFacts& facts);
std::string turn_event(const TurnEvent& turn, const RunFacts& facts);
std::string session_closed(CloseReason reason, double audio_s, std::uint64_t measurements, std::uint64_t dropped);

}  // namespace affectus
