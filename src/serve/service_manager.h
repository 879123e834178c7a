// systemd: readiness (sd_notify) and sockets that it has opened (sd_listen_fds), by their protocols alone.
#pragma once

#include <optional>
#include <string>

namespace affectus {

/// Tells the service manager, if there is one (NOTIFY_SOCKET): "READY=1", "STOPPING=1", "RELOADING=1".
void notify_service_manager(const std::string& state);

/// The first listening socket that the service manager passed to this process (LISTEN_PID, LISTEN_FDS); the variables are
/// removed.
std::optional<int> passed_socket();

}  // namespace affectus
