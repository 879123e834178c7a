// One connection of a client: requests one after the other, or a stream.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/fields.h"
#include "serve/live_stream.h"
#include "serve/recording_job.h"
#include "serve/server_context.h"
#include "serve/server_error.h"
#include "serve/transport.h"
#include "serve/url.h"
#include "serve/wakeup.h"

namespace affectus {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;
using RequestHead = boost::beast::http::request<boost::beast::http::buffer_body>;

/// For the thread of its executor.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(ServerContext& context, Transport::Socket socket, boost::asio::ssl::context* tls);
  ~Connection();

  /// Serves the connection to its end; throws nothing.
  boost::asio::awaitable<void> run();

  /// Called a few times a second: ends what takes too long and what nobody waits for.
  void sweep(Clock::time_point now);
  /// No new requests: what runs goes on to its end.
  void shut_down();
  void close() { transport_.close(); }
  /// Waits for the head of a request, as it has since `waiting_since()`.
  bool is_waiting() const { return phase_ == Phase::head; }
  Clock::time_point waiting_since() const { return phase_since_; }

 private:
  enum class Phase { head, body, scoring, writing, stream };
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // connection.cc
  void enter(Phase phase, std::chrono::milliseconds at_most);
  boost::asio::awaitable<void> shake_hands();
  boost::asio::awaitable<bool> serve_request();
  boost::asio::awaitable<bool> read_head();
  boost::asio::awaitable<void> route();
  void answer_at_once(const struct Route* route);
  void admit(const struct Route* route);
  void check_access();
  void check_method(const std::string& methods) const;
  std::string header(std::string_view name) const;
  void respond(int status, const std::string& type, const std::string& content, Headers headers = {});
  void refuse(const ServerError& error);
  void begin_chunks(const std::string& type);
  void add_chunk(const std::string& text);
  boost::asio::awaitable<void> send();
  std::string response_head(int status, const Headers& headers);
  boost::asio::awaitable<void> drain();
  void log_request();

  // predict_request.cc
  struct Parts;
  boost::asio::awaitable<void> predict();
  boost::asio::awaitable<void> read_body(Parts& parts);
  RecordingRequest recording_request(Parts& parts) const;
  boost::asio::awaitable<void> score(RecordingRequest request);

  // stream_request.cc
  boost::asio::awaitable<void> serve_stream();

  ServerContext& context_;
  Transport transport_;
  const std::string peer_;   // the client's address
  const std::string place_;  // the address at which it arrived
  std::shared_ptr<Wakeup> wakeup_;

  // Of the request.
  boost::beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  Target target_;
  std::string id_;
  std::string route_;      // for logs and metrics
  std::string origin_;     // of another page, which is allowed
  int status_ = 0;         // of the answer; 0: none yet
  bool has_head_ = false;  // of an answer in chunks
  bool is_kept_ = false;   // the connection, for another request
  bool is_timed_out_ = false;
  std::string out_;  // to be sent
  std::size_t bytes_out_ = 0;
  Clock::time_point begin_;

  Phase phase_ = Phase::head;
  Clock::time_point phase_since_;
  Clock::time_point deadline_;
  std::shared_ptr<RecordingJob> job_;
  std::shared_ptr<LiveStream> stream_;
  Clock::time_point last_message_;  // of the stream's client
  bool is_closing_ = false;         // the stream was told to close
};

}  // namespace affectus
