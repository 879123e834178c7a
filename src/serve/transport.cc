#include "serve/transport.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace affectus {

void beast_close_socket(Transport& transport) { transport.close(); }

void teardown(boost::beast::role_type, Transport& transport, Transport::Code& code) {
  transport.socket().shutdown(Transport::Socket::shutdown_both, code);
}

bool is_peer_gone(Transport& transport) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (!transport.socket().is_open()) return true;
  if (::getsockopt(transport.socket().native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return true;
  return info.tcpi_state != TCP_ESTABLISHED;
}

}  // namespace affectus
