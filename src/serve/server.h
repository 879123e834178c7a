// Estimates over HTTP and WebSocket.
#pragma once

#include <functional>
#include <string>

#include "serve/server_options.h"

namespace affectus {

/// Throws Error(invalid_argument) for options that do not fit each other: a host that is not loopback needs a token file, a
/// certificate a key.
void check(const ServerOptions& options);

/// Serves until SIGINT or SIGTERM, then finishes what runs; a second signal ends it at once. SIGHUP opens the models again.
/// `ready` is called with the address, "http://127.0.0.1:8080", once connections are taken. Throws Error: those of the
/// models and files, and unsupported where the system refuses the address.
void serve(const ServerOptions& options, const std::function<void(const std::string& address)>& ready);

}  // namespace affectus
