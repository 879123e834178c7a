#include "serve/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <exception>
#include <nlohmann/json.hpp>
#include <random>

#include "affectus/version.h"
#include "base/failure.h"
#include "serve/descriptions.h"
#include "text/shown.h"
#include "text/split.h"
#include "text/text.h"

namespace affectus {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using namespace std::chrono_literals;

constexpr const char* json_type = "application/json";
constexpr std::size_t longest_head = 16384;
constexpr std::size_t most_drained = std::size_t{1} << 20U;
constexpr std::chrono::milliseconds for_handshake = 10s, for_head = 10s, between_requests = 60s, for_writing = 60s,
                                    for_draining = 2s;

std::string address_of(const asio::ip::tcp::endpoint& endpoint) {
  const asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

std::string peer_of(const Transport::Socket& socket) {
  Transport::Code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "unknown" : address_of(endpoint);
}

std::string place_of(const Transport::Socket& socket) {
  Transport::Code error;
  const auto endpoint = socket.local_endpoint(error);
  return error ? "" : address_of(endpoint);
}

// The client's, where it is a plain word; else 16 random hexadecimal digits.
std::string request_id(const std::string& given) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  };
  if (!given.empty() && given.size() <= 64 && std::ranges::all_of(given, is_plain)) return given;
  static std::mt19937_64 random{std::random_device{}()};
  std::array<char, 17> text;
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(random()));
  return text.data();
}

std::string date_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  static constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday, months[static_cast<std::size_t>(parts.tm_mon)],
                1900 + parts.tm_year, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text.data();
}

}  // namespace

Connection::Connection(ServerContext& context, Transport::Socket socket, asio::ssl::context* tls)
    : context_(context),
      transport_(std::move(socket), tls),
      peer_(peer_of(transport_.socket())),
      place_(place_of(transport_.socket())),
      wakeup_(std::make_shared<Wakeup>(transport_.get_executor())),
      buffer_(longest_head + 65536) {
  enter(Phase::head, for_handshake);
  ++context_.metrics.connections;
}

Connection::~Connection() { --context_.metrics.connections; }

void Connection::enter(Phase phase, std::chrono::milliseconds at_most) {
  phase_ = phase;
  phase_since_ = Clock::now();
  deadline_ = phase_since_ + at_most;
}

void Connection::sweep(Clock::time_point now) {
  if (phase_ == Phase::scoring) {
    if (is_peer_gone(transport_) && job_) {
      job_->cancel();
      context_.scheduler.wake(job_);
    }
    return;
  }
  if (phase_ == Phase::stream) {
    // While it waits for the server, no client is silent.
    if (stream_->has_input()) last_message_ = now;
    const std::chrono::duration<double> silence = now - last_message_;
    if (!is_closing_ && silence.count() > context_.options.idle_timeout_s) {
      is_closing_ = true;
      stream_->close(CloseReason::idle_timeout);
      context_.scheduler.wake(stream_);
    }
    if (stream_->job_class() != JobClass::live) context_.scheduler.wake(stream_);  // it may have waited for its reader
    if (!is_closing_) return;
    if (deadline_ == Clock::time_point::max()) deadline_ = now + for_writing;
  }
  if (now < deadline_) return;
  // A client that is slow to send its recording is told so; the others are left.
  if (phase_ == Phase::body && !is_timed_out_) {
    is_timed_out_ = true;
    transport_.cancel();
  } else {
    close();
  }
}

void Connection::shut_down() {
  if (phase_ == Phase::head && !(parser_ && parser_->got_some())) return close();
  if (phase_ == Phase::stream && !is_closing_) {
    is_closing_ = true;
    stream_->close(CloseReason::server_shutdown);
    context_.scheduler.wake(stream_);
  }
}

asio::awaitable<void> Connection::run() {
  const auto self = shared_from_this();
  try {
    co_await shake_hands();
    while (co_await serve_request()) enter(Phase::head, between_requests);
  } catch (const boost::system::system_error&) {
    // The client is gone, or took too long.
  } catch (...) {
    context_.log.error("failed", {{"id", id_}, {"message", failure_of(std::current_exception(), "connection").message}});
  }
  if (job_) {
    job_->cancel();
    context_.scheduler.wake(job_);
  }
  close();
}

asio::awaitable<void> Connection::shake_hands() {
  if (transport_.secure() == nullptr) co_return;
  co_await transport_.secure()->async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
}

// False: the connection is over.
asio::awaitable<bool> Connection::serve_request() {
  if (!co_await read_head()) co_return false;
  std::optional<ServerError> error;
  try {
    co_await route();
  } catch (const RequestError& refused) {
    error = refused.error;
  } catch (const boost::system::system_error&) {
    if (!is_timed_out_) throw;
    error = timed_out("the request comes too slowly");
  } catch (...) {
    const Failure failure = failure_of(std::current_exception(), "request");
    context_.log.error("failed", {{"id", id_}, {"message", failure.message}});
    error = ServerError{.message = "the server failed; its log has more under this request's id, " + id_};
  }
  if (error && has_head_) is_kept_ = false;  // too late to say so
  if (error && !has_head_) {
    refuse(*error);
    co_await send();
  }
  log_request();
  if (!parser_->is_done() && phase_ != Phase::stream) {
    co_await drain();
    co_return false;
  }
  co_return is_kept_ && !context_.is_shutting_down;
}

// False where the client has closed.
asio::awaitable<bool> Connection::read_head() {
  parser_.emplace();
  parser_->header_limit(longest_head);
  parser_->body_limit(boost::none);  // checked where it is read
  id_ = request_id("");
  route_ = "none";
  origin_.clear();
  status_ = 0;
  has_head_ = is_kept_ = is_timed_out_ = false;
  out_.clear();
  bytes_out_ = 0;
  // The clock of a request starts with its first byte.
  const auto [error, size] = co_await http::async_read_header(transport_, buffer_, *parser_, no_throw);
  begin_ = Clock::now();
  if (!error) co_return true;
  if (error.category() != http::make_error_code(http::error::bad_method).category() || error == http::error::end_of_stream ||
      error == http::error::partial_message)
    co_return false;
  const bool is_long = error == http::error::header_limit || error == http::error::buffer_overflow;
  ServerError refused = wrong("the request is not HTTP/1.1: " + error.message());
  if (is_long)
    refused = {431, "too_large", "the head of the request is longer than " + std::to_string(longest_head) + " bytes"};
  refuse(refused);
  co_await send();
  log_request();
  co_await drain();
  co_return false;
}

std::string Connection::header(std::string_view name) const {
  const auto found = parser_->get().find(boost::beast::string_view(name.data(), name.size()));
  return found == parser_->get().end() ? std::string() : std::string(found->value());
}

asio::awaitable<void> Connection::route() {
  id_ = request_id(header("X-Request-Id"));
  is_kept_ = parser_->get().keep_alive();
  enter(Phase::body, for_head);
  const boost::beast::string_view text = parser_->get().target();
  const std::optional<Target> target = parse_target({text.data(), text.size()});
  if (!target) throw RequestError{wrong("the target is not a path with a query")};
  target_ = *target;
  const Route* route = find_route(target_.path);
  route_ = route != nullptr ? route->path : "page";
  check_access();
  admit(route);
  if (out_.empty() && route != nullptr && route->kind == RouteKind::predict) {
    co_await predict();
  } else if (out_.empty() && route != nullptr && route->kind == RouteKind::stream) {
    co_await serve_stream();
  } else if (out_.empty()) {
    answer_at_once(route);
  }
  co_await send();
}

void Connection::check_access() {
  const std::string host = header("Host"), origin = header("Origin");
  if (parser_->get().count(http::field::host) > 1) throw RequestError{wrong("expected one Host, found more")};
  if (!context_.neighbourhood.is_own_host(host, place_))
    throw RequestError{{421, "invalid_argument", "Host: expected a name of this server, found " + shown(host)}};
  if (origin.empty()) return;
  if (!context_.neighbourhood.is_allowed_origin(origin, host))
    throw RequestError{forbidden("Origin: pages of " + shown(origin) + " are not allowed (--allow-origin)")};
  origin_ = origin;
}

void Connection::check_method(const std::string& methods) const {
  const std::string method(parser_->get().method_string());
  for (const std::string& allowed : split_trimmed(methods, ','))
    if (method == allowed) return;
  throw RequestError{{405, "invalid_argument", "expected one of " + methods + ", found " + shown(method)}};
}

// The method and the token; answers what a browser asks before a request of another page.
void Connection::admit(const Route* route) {
  const std::string methods = route != nullptr ? route->methods : page_methods;
  if (parser_->get().method() == http::verb::options && !origin_.empty()) {
    return respond(204, "", "",
                   {{"Access-Control-Allow-Methods", methods},
                    {"Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id"},
                    {"Access-Control-Max-Age", "600"}});
  }
  check_method(methods);
  if (route == nullptr || !route->needs_token || !context_.tokens.are_needed()) return;
  std::optional<std::string> token = bearer_token(header("Authorization"));
  if (!token && route->kind == RouteKind::stream) token = parse_subprotocols(header("Sec-WebSocket-Protocol")).token;
  if (!token) throw RequestError{unauthorized("expected a token, as Authorization: Bearer TOKEN")};
  if (!context_.tokens.accept(*token)) throw RequestError{unauthorized("the token is not known")};
}

void Connection::answer_at_once(const Route* route) {
  if (route == nullptr) {
    const std::optional<WebFile> file = context_.web.find(target_.path);
    if (!file)
      throw RequestError{missing(context_.web.exists() || target_.path != "/" ? "there is nothing at " + shown(target_.path)
                                                                              : "this server has no page (--web FOLDER)")};
    return respond(200, file->media_type, file->content,
                   {{"Content-Security-Policy", page_policy(header("Host"))},
                    {"Cross-Origin-Opener-Policy", "same-origin"},
                    {"Cross-Origin-Embedder-Policy", "require-corp"},
                    {"Cache-Control", "no-cache"}});
  }
  if (!target_.query.empty()) throw RequestError{wrong("expected no query, found " + shown(target_.query.front().first))};
  switch (route->kind) {
    case RouteKind::health:
      return respond(200, json_type, "{\"status\": \"ok\"}\n");
    case RouteKind::ready:
      if (context_.is_shutting_down) throw RequestError{shutting_down()};
      return respond(200, json_type, "{\"status\": \"ready\"}\n");
    case RouteKind::metrics:
      return respond(200, "text/plain; version=0.0.4; charset=utf-8", context_.metrics.text());
    case RouteKind::models:
      return respond(200, json_type, models_json(*context_.models.all()));
    case RouteKind::openapi:
      return respond(200, json_type, openapi_json());
    case RouteKind::asyncapi:
      return respond(200, json_type, asyncapi_json());
    case RouteKind::predict:
    case RouteKind::stream:
      return;  // not at once
  }
}

// In pieces, each within its time: a slow reader is no reason to leave it.
asio::awaitable<void> Connection::send() {
  constexpr std::size_t piece = 65536;
  for (std::size_t done = 0; done < out_.size(); done += piece) {
    enter(Phase::writing, for_writing);
    const std::size_t size = std::min(piece, out_.size() - done);
    co_await asio::async_write(transport_, asio::buffer(out_.data() + done, size), asio::use_awaitable);
    bytes_out_ += size;
  }
  out_.clear();
}

std::string Connection::response_head(int status, const Headers& headers) {
  status_ = status;
  const http::status known = http::int_to_status(static_cast<unsigned>(status));
  std::string text = "HTTP/1.1 " + std::to_string(status) + " " + std::string(http::obsolete_reason(known)) + "\r\n";
  const auto add = [&](const std::string& name, const std::string& value) { text += name + ": " + value + "\r\n"; };
  add("Date", date_text());
  add("Server", "affectus/" AFFECTUS_VERSION);
  add("X-Request-Id", id_);
  add("X-Content-Type-Options", "nosniff");
  add("Referrer-Policy", "no-referrer");
  if (!origin_.empty()) {
    add("Access-Control-Allow-Origin", origin_);
    add("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
    add("Vary", "Origin");
  }
  if (!is_kept_ || context_.is_shutting_down)
    add("Connection", "close");
  else if (parser_->get().version() == 10)
    add("Connection", "keep-alive");
  for (const auto& [name, value] : headers) add(name, value);
  return text + "\r\n";
}

void Connection::respond(int status, const std::string& type, const std::string& content, Headers headers) {
  const bool has_policy = !headers.empty() && headers.front().first == "Content-Security-Policy";
  if (!has_policy)
    headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  if (!type.empty()) headers.emplace_back("Content-Type", type);
  if (status != 204) headers.emplace_back("Content-Length", std::to_string(content.size()));
  if (!parser_->is_done()) is_kept_ = false;  // its body is not read
  out_ = response_head(status, headers);
  if (parser_->get().method() != http::verb::head) out_ += content;
}

void Connection::refuse(const ServerError& error) {
  Headers headers;
  if (error.retry_after_s) headers.emplace_back("Retry-After", std::to_string(*error.retry_after_s));
  if (error.status == 401) headers.emplace_back("WWW-Authenticate", "Bearer");
  if (error.status == 405) {
    const Route* route = find_route(target_.path);
    headers.emplace_back("Allow", route != nullptr ? route->methods : page_methods);
  }
  if (error.status == 426) headers.emplace_back("Upgrade", "websocket");
  respond(error.status, json_type, error.json(), std::move(headers));
}

// Before HTTP/1.1 the end of the connection is that of the answer.
void Connection::begin_chunks(const std::string& type) {
  has_head_ = true;
  const bool has_chunks = parser_->get().version() >= 11;
  is_kept_ = is_kept_ && has_chunks;
  Headers headers{{"Content-Type", type}};
  if (has_chunks) headers.emplace_back("Transfer-Encoding", "chunked");
  out_ = response_head(200, headers);
}

// An empty one is the last.
void Connection::add_chunk(const std::string& text) {
  if (parser_->get().version() < 11) {
    out_ += text;
    return;
  }
  std::array<char, 32> size;
  std::snprintf(size.data(), size.size(), "%zx\r\n", text.size());
  out_ += size.data() + text + "\r\n";
}

// A client that still sends must be let: closed at once, the connection would take the answer with it.
asio::awaitable<void> Connection::drain() {
  enter(Phase::writing, for_draining);
  Transport::Code ignored;
  transport_.socket().shutdown(Transport::Socket::shutdown_send, ignored);
  std::vector<char> bytes(16384);
  for (std::size_t read = 0; read < most_drained;) {
    const auto [error, size] = co_await transport_.socket().async_read_some(asio::buffer(bytes), no_throw);
    if (error) co_return;
    read += size;
  }
}

void Connection::log_request() {
  context_.metrics.count_request(route_, status_);
  const std::chrono::duration<double, std::milli> time = Clock::now() - begin_;
  context_.log.info("request", {{"id", id_},
                                {"peer", peer_},
                                {"method", std::string(parser_->get().method_string())},
                                {"route", route_},
                                {"status", status_},
                                {"ms", std::round(10 * time.count()) / 10},
                                {"bytes", bytes_out_}});
}

}  // namespace affectus
