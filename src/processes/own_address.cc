#include "processes/own_address.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>

#include "affectus/error.h"

namespace affectus {
namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

// Null and `status`: the name is not known. With AI_NUMERICHOST in `flags`, only an address is.
Addresses addresses_of(const ProcessPlace& place, int flags, int& status) {
  addrinfo hints{};
  hints.ai_flags = flags;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* list = nullptr;
  status = ::getaddrinfo(place.host.c_str(), std::to_string(place.port).c_str(), &hints, &list);
  return {status == 0 ? list : nullptr, &::freeaddrinfo};
}

// "10.0.0.3"; absent: not an address of IP.
std::optional<std::string> text_of(const sockaddr* address) {
  const socklen_t size = address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  std::array<char, NI_MAXHOST> text{};
  if (::getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) return std::nullopt;
  return text.data();
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

// Whoever says so has all processes on one machine.
bool means_one_machine(const ProcessPlace& place) {
  int status = 0;
  return place.count == place.local_count || place.host == "localhost" || addresses_of(place, AI_NUMERICHOST, status);
}

}  // namespace

std::string own_address(const ProcessPlace& place) {
  int status = 0;
  const Addresses addresses = addresses_of(place, 0, status);
  if (!addresses)
    throw Error(ErrorCode::not_found, "MASTER_ADDR: expected the name or address of a machine, found '" + place.host +
                                          "' (" + ::gai_strerror(status) + ")");
  for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next) {
    const int descriptor = ::socket(one->ai_family, one->ai_socktype, one->ai_protocol);
    if (descriptor < 0) continue;
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    const bool is_known =  // connecting a datagram socket sends nothing
        ::connect(descriptor, one->ai_addr, one->ai_addrlen) == 0 &&
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) == 0;
    ::close(descriptor);
    const std::optional<std::string> text = is_known ? text_of(reinterpret_cast<const sockaddr*>(&own)) : std::nullopt;
    if (!text) continue;
    if (!is_loopback(*text) || means_one_machine(place)) return *text;
    const std::string other = network_address();
    return other.empty() ? *text : other;  // without a network there is no other machine
  }
  throw Error(ErrorCode::not_found, "MASTER_ADDR: expected a machine that this one can reach, found '" + place.host + "'");
}

std::string network_address() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> interfaces(list, &::freeifaddrs);
  for (const int family : {AF_INET, AF_INET6})
    for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
      constexpr unsigned wanted = IFF_UP | IFF_RUNNING;
      if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != family) continue;
      if ((one->ifa_flags & (wanted | IFF_LOOPBACK)) != wanted) continue;
      // That of the link is none without the interface's name.
      if (family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr))
        continue;
      if (const std::optional<std::string> text = text_of(one->ifa_addr)) return *text;
    }
  return {};
}

}  // namespace affectus
