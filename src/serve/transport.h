// A TCP connection with or without TLS, as one type, so that what is built on it is compiled once.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace affectus {

/// What a coroutine waits for gives its error beside its result, and throws nothing.
inline constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

/// An AsyncReadStream and AsyncWriteStream of Boost.Asio. For the thread of its executor.
class Transport {
 public:
  using executor_type = boost::asio::any_io_executor;
  using Socket = boost::asio::ip::tcp::socket;
  using Code = boost::system::error_code;

  /// `tls` is null for a connection without TLS, and must outlive it.
  Transport(Socket socket, boost::asio::ssl::context* tls) : socket_(std::move(socket)) {
    if (tls != nullptr) secure_ = std::make_unique<boost::asio::ssl::stream<Socket&>>(socket_, *tls);
  }
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  Socket& socket() { return socket_; }
  /// Null without TLS.
  boost::asio::ssl::stream<Socket&>* secure() { return secure_.get(); }

  /// What waits for the connection ends with an error.
  void close() {
    Code ignored;
    socket_.close(ignored);
  }
  /// What waits for it ends with an error, and the connection stays.
  void cancel() {
    Code ignored;
    socket_.cancel(ignored);
  }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(Code, std::size_t)>(
        [this](auto handler, const Buffers& given) {
          if (secure_)
            secure_->async_read_some(given, std::move(handler));
          else
            socket_.async_read_some(given, std::move(handler));
        },
        token, buffers);
  }

  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(Code, std::size_t)>(
        [this](auto handler, const Buffers& given) {
          if (secure_)
            secure_->async_write_some(given, std::move(handler));
          else
            socket_.async_write_some(given, std::move(handler));
        },
        token, buffers);
  }

 private:
  Socket socket_;
  std::unique_ptr<boost::asio::ssl::stream<Socket&>> secure_;
};

// What Beast's WebSocket asks of its transport.
void beast_close_socket(Transport& transport);
void teardown(boost::beast::role_type role, Transport& transport, Transport::Code& code);

// The end of TLS is not said: a WebSocket has said its own before.
template <typename Handler>
void async_teardown(boost::beast::role_type, Transport& transport, Handler&& handler) {
  Transport::Code ignored;
  transport.socket().shutdown(Transport::Socket::shutdown_both, ignored);
  boost::asio::post(transport.get_executor(),
                    [handler = std::forward<Handler>(handler)]() mutable { handler(Transport::Code()); });
}

/// Whether the peer has closed its side, or the connection is gone.
bool is_peer_gone(Transport& transport);

}  // namespace affectus
