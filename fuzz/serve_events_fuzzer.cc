// The text messages of a stream's client, a line each.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "serve/server_error.h"
#include "serve/stream_events.h"
#include "serve/stream_settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  affectus::StreamSettings settings;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    try {
      const affectus::ReceivedMessage message = affectus::parse_client_message(std::string(rest.substr(0, end)));
      if (message.message == affectus::ClientMessage::session_update) {
        settings = affectus::changed_settings(settings, message.session);
        const auto shown = nlohmann::json::parse(
            affectus::settings_json(settings).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
        if (settings.channels < 1 || !(settings.hop_s > 0) || shown.size() != affectus::stream_fields().size()) std::abort();
      }
    } catch (const affectus::RequestError&) {
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return 0;
}
