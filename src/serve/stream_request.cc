// WS /v1/stream.
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "affectus/version.h"
#include "serve/connection.h"

namespace affectus {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using namespace std::chrono_literals;

constexpr std::size_t read_at_once = 16384;
constexpr std::chrono::milliseconds for_handshake = 10s, for_pings = 60s;  // a ping comes half way
using Socket = websocket::stream<Transport&>;

// Writes what the stream tells, to its end; then closes.
asio::awaitable<void> write_events(std::shared_ptr<Socket> socket, std::shared_ptr<StreamOutbox> outbox,
                                   std::shared_ptr<Wakeup> wakeup, std::shared_ptr<Connection> owner,
                                   std::function<void()> took) {
  std::string event;
  while (socket->is_open()) {
    while (outbox->take(event)) {
      const auto [error, size] = co_await socket->async_write(asio::buffer(event), no_throw);
      if (error) {
        owner->close();
        co_return;
      }
      took();
    }
    if (outbox->is_over()) break;
    co_await wakeup->wait();
  }
  if (socket->is_open()) co_await socket->async_close(websocket::close_code::normal, no_throw);
}

}  // namespace

asio::awaitable<void> Connection::serve_stream() {
  if (context_.is_shutting_down) throw RequestError{shutting_down()};
  if (!websocket::is_upgrade(parser_->get()))
    throw RequestError{{426, "invalid_argument", "expected a WebSocket (Upgrade: websocket)"}};
  if (context_.metrics.streams >= context_.options.max_streams)
    throw RequestError{too_many("there are as many streams as may be (--max-streams)")};
  is_kept_ = false;
  const bool has_subprotocol = parse_subprotocols(header("Sec-WebSocket-Protocol")).has_affectus;

  const auto socket = std::make_shared<Socket>(transport_);
  socket->set_option(websocket::stream_base::timeout{for_handshake, for_pings, /*keep_alive_pings=*/true});
  socket->set_option(websocket::stream_base::decorator([&](websocket::response_type& response) {
    response.set(http::field::server, "affectus/" AFFECTUS_VERSION);
    response.set("X-Request-Id", id_);
    if (has_subprotocol) response.set(http::field::sec_websocket_protocol, "affectus");
  }));
  socket->read_message_max(0);
  socket->text(true);
  socket->auto_fragment(false);

  const auto outgoing = std::make_shared<Wakeup>(transport_.get_executor());
  const auto outbox = std::make_shared<StreamOutbox>(outgoing->from_any_thread());
  stream_ = std::make_shared<LiveStream>(context_.models, context_.metrics, outbox, wakeup_->from_any_thread());
  last_message_ = Clock::now();
  is_closing_ = false;
  enter(Phase::stream, 0ms);
  deadline_ = Clock::time_point::max();
  const auto [refused] = co_await socket->async_accept(parser_->get(), no_throw);
  status_ = refused ? 400 : 101;
  if (!refused) {
    asio::co_spawn(transport_.get_executor(),
                   write_events(socket, outbox, outgoing, shared_from_this(),
                                [this, stream = stream_] { context_.scheduler.wake(stream); }),
                   asio::detached);
    std::vector<char> bytes(read_at_once);
    std::string text;
    for (;;) {
      while (stream_->is_full()) co_await wakeup_->wait();
      const auto [error, size] = co_await socket->async_read_some(asio::buffer(bytes), no_throw);
      if (error) break;
      last_message_ = Clock::now();
      if (!socket->got_text()) {
        stream_->receive_audio({bytes.data(), size});
      } else {
        // A text that is too long is no message; its beginning says so.
        if (text.size() <= longest_message) text.append(bytes.data(), size);
        if (socket->is_message_done()) stream_->receive_text(std::exchange(text, {}));
      }
      context_.scheduler.wake(stream_);
    }
  }
  stream_->abandon();
  context_.scheduler.wake(stream_);
  outbox->end();
  close();
}

}  // namespace affectus
