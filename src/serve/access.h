// Who may use the server: tokens, names of hosts, origins of pages.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affectus {

/// The tokens of a file, one a line. Empty lines and lines that begin with # are ignored. Only their hashes are kept.
class Tokens {
 public:
  /// No token is needed.
  Tokens() = default;
  /// Throws Error: not_found, unreadable, or invalid_argument for a file without a token, and for tokens with less than 8 or
  /// more than 512 characters, or with others than letters, digits and !#$%&'*+-.^_`|~ (RFC 9110's token, which a browser
  /// can send as a subprotocol).
  static Tokens read(const std::filesystem::path& file);

  bool are_needed() const { return !hashes_.empty(); }
  /// Takes the same time for every token of a length.
  bool accept(std::string_view token) const;

 private:
  using Hash = std::array<unsigned char, 32>;
  static Hash hash_of(std::string_view token);
  std::vector<Hash> hashes_;
};

/// The token of "Bearer T"; absent if it is something else.
std::optional<std::string> bearer_token(std::string_view authorization);

/// The subprotocols that a browser's WebSocket asks for: "affectus", and as the next one the token.
struct Subprotocols {
  bool has_affectus = false;
  std::optional<std::string> token;
};
Subprotocols parse_subprotocols(std::string_view header);

/// The host and port of "[::1]:8080" or "name:80", in lower case and without brackets. Absent for anything else.
struct Authority {
  std::string host;
  std::string port;  // empty: none
};
std::optional<Authority> parse_authority(std::string_view text);

/// Which hosts are the server's own, and which pages may use it.
class Neighbourhood {
 public:
  /// `host` is that of --host; `origins` those of --allow-origin, "https://name[:port]", or "*". Throws
  /// Error(invalid_argument) for others.
  Neighbourhood(const std::string& host, const std::vector<std::string>& origins);

  /// The Host header: loopback, the machine's name, --host, an allowed origin's host, or the address `own` at which the
  /// connection arrived. A page that was made to resolve to this machine (DNS rebinding) has another.
  bool is_own_host(const std::string& header, const std::string& own_address) const;
  /// The Origin header of a request with this Host header: that of the same host and port, or an allowed one.
  bool is_allowed_origin(const std::string& origin, const std::string& host_header) const;

 private:
  std::vector<std::string> hosts_;
  std::vector<std::string> origins_;
};

/// Whether a host names only this machine: localhost, 127.0.0.0/8, ::1.
bool is_loopback(const std::string& host);

}  // namespace affectus
