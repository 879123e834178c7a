#include "serve/access.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

#include "affectus/error.h"
#include "storage/files.h"
#include "text/letter_case.h"
#include "text/shown.h"
#include "text/split.h"

namespace affectus {
namespace {

constexpr std::size_t shortest_token = 8, longest_token = 512;

bool is_token_character(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return is_letter || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "http://name:80" as name and 80.
std::optional<Authority> authority_of_origin(const std::string& origin) {
  for (const auto& [scheme, port] : {std::pair{"http://", "80"}, std::pair{"https://", "443"}}) {
    if (!origin.starts_with(scheme)) continue;
    std::optional<Authority> authority = parse_authority(std::string_view(origin).substr(std::string_view(scheme).size()));
    if (authority && authority->port.empty()) authority->port = port;
    return authority;
  }
  return std::nullopt;
}

std::string machine_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? lower_case(name) : std::string();
}

}  // namespace

Tokens::Hash Tokens::hash_of(std::string_view token) {
  Hash hash;
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), hash.data());
  return hash;
}

Tokens Tokens::read(const std::filesystem::path& file) {
  Tokens tokens;
  for (const std::string& line : split_trimmed(read_file(file), '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    // What is wrong is not shown: it may be most of a token.
    if (line.size() < shortest_token || line.size() > longest_token || !std::ranges::all_of(line, is_token_character))
      throw Error(ErrorCode::invalid_argument, file.string() + ": expected a token a line, of " +
                                                   std::to_string(shortest_token) + " to " + std::to_string(longest_token) +
                                                   " letters, digits and !#$%&'*+-.^_`|~, found another line");
    tokens.hashes_.push_back(hash_of(line));
  }
  if (tokens.hashes_.empty())
    throw Error(ErrorCode::invalid_argument, file.string() + ": expected a token a line, found none");
  return tokens;
}

bool Tokens::accept(std::string_view token) const {
  const Hash hash = hash_of(token);
  int equal = 0;
  for (const Hash& known : hashes_) equal |= CRYPTO_memcmp(hash.data(), known.data(), hash.size()) == 0 ? 1 : 0;
  return equal != 0;
}

std::optional<std::string> bearer_token(std::string_view authorization) {
  const std::size_t blank = authorization.find(' ');
  if (blank == std::string_view::npos || lower_case(std::string(authorization.substr(0, blank))) != "bearer")
    return std::nullopt;
  return trimmed(authorization.substr(blank + 1));
}

Subprotocols parse_subprotocols(std::string_view header) {
  Subprotocols found;
  for (const std::string& name : split_trimmed(header, ',')) {
    if (found.has_affectus && !found.token)
      found.token = name;
    else if (name == "affectus")
      found.has_affectus = true;
  }
  return found;
}

std::optional<Authority> parse_authority(std::string_view text) {
  Authority authority;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    authority.host = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
  } else {
    const std::size_t end = std::min(text.find(':'), text.size());
    authority.host = text.substr(0, end);
    text.remove_prefix(end);
  }
  if (!text.empty()) {
    if (text.front() != ':' || !is_digits(text.substr(1)) || text.size() > 6) return std::nullopt;
    authority.port = text.substr(1);
  }
  authority.host = lower_case(authority.host);
  const auto is_host_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
  };
  if (authority.host.empty() || !std::ranges::all_of(authority.host, is_host_character)) return std::nullopt;
  return authority;
}

bool is_loopback(const std::string& host) {
  if (host == "localhost" || host == "::1") return true;
  const std::vector<std::string> bytes = split(host, '.');
  return bytes.size() == 4 && bytes.front() == "127" && std::ranges::all_of(bytes, is_digits);
}

Neighbourhood::Neighbourhood(const std::string& host, const std::vector<std::string>& origins) : hosts_{lower_case(host)} {
  if (const std::string name = machine_name(); !name.empty()) hosts_.push_back(name);
  for (const std::string& given : origins) {
    std::string origin = lower_case(given);
    if (origin.ends_with('/')) origin.pop_back();
    const std::optional<Authority> authority = authority_of_origin(origin);
    if (!authority && origin != "*")
      throw Error(ErrorCode::invalid_argument,
                  "--allow-origin: expected http://NAME[:PORT], https://NAME[:PORT] or *, found " + shown(given));
    if (authority) hosts_.push_back(authority->host);
    origins_.push_back(origin);
  }
}

bool Neighbourhood::is_own_host(const std::string& header, const std::string& own_address) const {
  const std::optional<Authority> authority = parse_authority(header);
  if (!authority) return false;
  return is_loopback(authority->host) || authority->host == own_address ||
         std::ranges::find(hosts_, authority->host) != hosts_.end();
}

bool Neighbourhood::is_allowed_origin(const std::string& origin, const std::string& host_header) const {
  const std::string lower = lower_case(origin);
  for (const std::string& allowed : origins_)
    if (allowed == "*" || allowed == lower) return true;
  const std::optional<Authority> page = authority_of_origin(lower);
  std::optional<Authority> own = parse_authority(host_header);
  if (!page || !own) return false;
  if (own->port.empty()) own->port = lower.starts_with("https:") ? "443" : "80";
  return page->host == own->host && page->port == own->port;
}

}  // namespace affectus
