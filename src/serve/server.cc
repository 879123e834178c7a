#include "serve/server.h"

#include <signal.h>
#include <sys/resource.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <list>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "affectus/error.h"
#include "base/failure.h"
#include "serve/connection.h"
#include "serve/server_context.h"
#include "serve/service_manager.h"

namespace affectus {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto between_sweeps = 250ms;
constexpr auto longest_shutdown = 30s;
constexpr auto between_trims = 60s;
constexpr std::size_t kept_descriptors = 128;  // for models, uploads and the rest
constexpr std::size_t most_connections = 16384;

// As many descriptors as the system allows; the connections that they suffice for.
std::size_t connections_allowed() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 512;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto descriptors = static_cast<std::size_t>(limit.rlim_cur);
  return std::min(most_connections, descriptors > 2 * kept_descriptors ? descriptors - kept_descriptors : descriptors / 2);
}

// What a burst has taken and freed goes back to the system; glibc keeps what lies between blocks in use.
void trim_memory() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

std::optional<asio::ssl::context> tls_context(const ServerOptions& options) {
  if (options.certificate.empty()) return std::nullopt;
  asio::ssl::context tls(asio::ssl::context::tls_server);
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  try {
    tls.use_certificate_chain_file(options.certificate.string());
    tls.use_private_key_file(options.key.string(), asio::ssl::context::pem);
  } catch (const boost::system::system_error& error) {
    throw Error(ErrorCode::invalid_argument, "--certificate, --key: expected PEM files of a certificate and its key at " +
                                                 options.certificate.string() + " and " + options.key.string() +
                                                 ", found: " + error.code().message());
  }
  return tls;
}

class Server {
 public:
  explicit Server(const ServerOptions& options)
      : context_(options),
        tls_(tls_context(options)),
        most_connections_(connections_allowed()),
        acceptor_(io_),
        sweeper_(io_),
        signals_(io_) {}

  // The threads that score must not call into what is gone.
  ~Server() { context_.scheduler.stop(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void run(const std::function<void(const std::string&)>& ready) {
    listen();
    ::signal(SIGPIPE, SIG_IGN);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) signals_.add(signal);
    asio::co_spawn(io_, accept(), asio::detached);
    asio::co_spawn(io_, sweep(), asio::detached);
    asio::co_spawn(io_, watch_signals(), asio::detached);
    notify_service_manager("READY=1");
    context_.log.info("ready", {{"address", address()}, {"models", model_names()}});
    ready(address());
    io_.run();
    if (reopening_.joinable()) reopening_.join();
    context_.log.info("stopped", nlohmann::ordered_json::object());
  }

 private:
  void listen() {
    const ServerOptions& options = context_.options;
    try {
      if (const std::optional<int> passed = passed_socket()) {
        acceptor_.assign(tcp::v4(), *passed);
        return;
      }
      tcp::resolver resolver(io_);
      const tcp::endpoint endpoint =
          *resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive).begin();
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen(4096);
    } catch (const boost::system::system_error& error) {
      throw Error(ErrorCode::unsupported, "--host " + options.host + " --port " + std::to_string(options.port) +
                                              ": cannot be listened at: " + error.code().message());
    }
  }

  std::string address() const {
    const tcp::endpoint endpoint = acceptor_.local_endpoint();
    const std::string host = endpoint.address().to_string();
    return (tls_ ? "https://" : "http://") + (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
           std::to_string(endpoint.port());
  }

  std::vector<std::string> model_names() const {
    std::vector<std::string> names;
    for (const auto& model : *context_.models.all()) names.push_back(model->config().name);
    return names;
  }

  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor_.async_accept(no_throw);
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        // No descriptor is left, or the client has gone: who waits longest makes room.
        drop_one();
        asio::steady_timer pause(io_, 20ms);
        co_await pause.async_wait(no_throw);
        continue;
      }
      if (connections_.size() >= most_connections_) drop_one();
      Transport::Code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      add(std::make_shared<Connection>(context_, std::move(socket), tls_ ? &*tls_ : nullptr));
    }
  }

  void add(const std::shared_ptr<Connection>& connection) {
    const auto place = connections_.insert(connections_.end(), connection);
    asio::co_spawn(io_, connection->run(), [this, place](const std::exception_ptr&) {
      connections_.erase(place);
      if (context_.is_shutting_down && connections_.empty()) end();
    });
  }

  // Half-open connections keep nobody out: the one that has waited for its request the longest goes.
  void drop_one() {
    for (const std::shared_ptr<Connection>& connection : connections_)
      if (connection->is_waiting()) return connection->close();
  }

  asio::awaitable<void> sweep() {
    for (;;) {
      sweeper_.expires_after(between_sweeps);
      const auto [error] = co_await sweeper_.async_wait(no_throw);
      if (error) co_return;
      const auto now = Connection::Clock::now();
      for (const std::shared_ptr<Connection>& connection : connections_) connection->sweep(now);
      if (now - trimmed_ > between_trims) {
        trim_memory();
        trimmed_ = now;
      }
      if (context_.is_shutting_down && now > shutdown_end_) end();
    }
  }

  asio::awaitable<void> watch_signals() {
    for (;;) {
      const auto [error, signal] = co_await signals_.async_wait(no_throw);
      if (error) co_return;
      if (signal == SIGHUP) {
        reopen();
      } else if (context_.is_shutting_down) {
        end();
      } else {
        shut_down();
      }
    }
  }

  // Opening takes its time, and the requests go on meanwhile.
  void reopen() {
    if (is_reopening_.exchange(true)) return;
    if (reopening_.joinable()) reopening_.join();
    notify_service_manager("RELOADING=1");
    reopening_ = std::thread([this] {
      try {
        context_.models.reopen();
        context_.log.info("reopened", {{"models", model_names()}});
      } catch (...) {
        context_.log.error("not reopened", {{"message", failure_of(std::current_exception(), "models").message}});
      }
      notify_service_manager("READY=1");
      is_reopening_ = false;
    });
  }

  void shut_down() {
    context_.is_shutting_down = true;
    shutdown_end_ = Connection::Clock::now() + longest_shutdown;
    notify_service_manager("STOPPING=1");
    context_.log.info("shutting down", {{"connections", connections_.size()}});
    for (const std::shared_ptr<Connection>& connection : connections_) connection->shut_down();
    if (connections_.empty()) end();
  }

  void end() {
    Transport::Code ignored;
    acceptor_.close(ignored);
    sweeper_.cancel();
    signals_.cancel(ignored);
    io_.stop();
  }

  ServerContext context_;
  asio::io_context io_{1};
  std::optional<asio::ssl::context> tls_;
  const std::size_t most_connections_;
  tcp::acceptor acceptor_;
  asio::steady_timer sweeper_;
  asio::signal_set signals_;
  std::list<std::shared_ptr<Connection>> connections_;  // the oldest first
  Connection::Clock::time_point shutdown_end_;
  Connection::Clock::time_point trimmed_ = Connection::Clock::now();
  std::atomic<bool> is_reopening_ = false;
  std::thread reopening_;
};

}  // namespace

void check(const ServerOptions& options) {
  if (!is_loopback(options.host) && options.token_file.empty())
    throw Error(ErrorCode::invalid_argument,
                "--host: expected a loopback address, or --token-file beside it, found " + options.host + " alone");
  if (options.certificate.empty() != options.key.empty())
    throw Error(ErrorCode::invalid_argument, "--certificate and --key: expected both or neither, found one");
}

void serve(const ServerOptions& options, const std::function<void(const std::string&)>& ready) {
  check(options);
  Server(options).run(ready);
}

}  // namespace affectus
