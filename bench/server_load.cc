// Many live streams at a server: each sends audio at the speed of speech, and the time from a window's last sample to its
// event is measured.
//
//   server_load PORT SAMPLES --streams N --hop S --seconds S [--lifetime S]
//
// SAMPLES: 16 kHz, mono, s16le, without a header; each stream begins elsewhere in it. With --lifetime a stream lasts so long
// on average, one in four is cut off without a word, and another takes its place at its end. Prints one line of JSON; fails
// where a stream fails or lacks measurements.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Socket = beast::websocket::stream<tcp::socket>;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr int rate_hz = 16000;
constexpr double window_s = 3;

struct Plan {
  unsigned short port = 0;
  std::string samples;
  int streams = 1;
  double hop_s = 1;
  double seconds = 20;
  double lifetime_s = 0;  // 0: all last to the end
};

struct Totals {
  std::vector<double> delays_ms;
  int streams = 0;  // that came to their end
  int cut = 0;      // that were cut off
  int failed = 0;
  double sent_s = 0;
};

double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// The number behind "NAME": in an event.
double number_of(const std::string& event, const char* name) {
  const std::size_t at = event.find(name);
  return at == std::string::npos ? -1 : std::strtod(event.c_str() + at + std::char_traits<char>::length(name), nullptr);
}

// A stream that sends, and what it hears meanwhile.
class Stream : public std::enable_shared_from_this<Stream> {
 public:
  Stream(asio::io_context& io, const Plan& plan, Totals& totals, double life_s, bool is_cut, std::size_t from)
      : socket_(io), timer_(io), plan_(plan), totals_(totals), life_s_(life_s), is_cut_(is_cut), from_(from) {}

  asio::awaitable<void> run() {
    const auto self = shared_from_this();
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), plan_.port);
    const auto [refused] = co_await socket_.next_layer().async_connect(endpoint, no_throw);
    if (refused) co_return fail("connection refused");
    socket_.next_layer().set_option(tcp::no_delay(true));
    const auto [unwelcome] =
        co_await socket_.async_handshake("127.0.0.1:" + std::to_string(plan_.port), "/v1/stream", no_throw);
    if (unwelcome) co_return fail("no WebSocket: " + unwelcome.message());
    socket_.text(true);
    const std::string update = R"({"type": "session.update", "session": {"hop_s": )" + std::to_string(plan_.hop_s) + "}}";
    co_await socket_.async_write(asio::buffer(update), no_throw);
    asio::co_spawn(socket_.get_executor(), listen(), asio::detached);
    socket_.binary(true);
    const double piece_s = std::min(0.1, plan_.hop_s / 5);
    const std::size_t piece = 2 * static_cast<std::size_t>(std::lround(piece_s * rate_hz));
    const Clock::time_point begin = Clock::now();
    std::size_t sent = 0;
    while (!has_ended_ && since(begin) < life_s_) {
      sent += piece;
      timer_.expires_at(begin + std::chrono::duration_cast<Clock::duration>(
                                    std::chrono::duration<double>(static_cast<double>(sent) / 2 / rate_hz)));
      co_await timer_.async_wait(no_throw);
      const std::size_t place = (from_ + sent) % (plan_.samples.size() - piece);
      const auto [error, size] =
          co_await socket_.async_write(asio::buffer(plan_.samples.data() + place - place % 2, piece), no_throw);
      if (error) break;
      sent_at_.push_back(Clock::now());
      sent_samples_ += piece / 2;
    }
    totals_.sent_s += static_cast<double>(sent_samples_) / rate_hz;
    if (is_cut_) {
      ++totals_.cut;
      has_ended_ = true;
      boost::system::error_code ignored;
      socket_.next_layer().close(ignored);
      co_return;
    }
    socket_.text(true);
    co_await socket_.async_write(asio::buffer(R"({"type": "session.close"})", 25), no_throw);
    while (!has_ended_) {
      timer_.expires_at(Clock::time_point::max());
      co_await timer_.async_wait(no_throw);
    }
  }

 private:
  void fail(const std::string& why) {
    if (++totals_.failed < 5) std::fprintf(stderr, "server_load: %s\n", why.c_str());
    end();
  }

  void end() {
    has_ended_ = true;
    timer_.cancel();
  }

  asio::awaitable<void> listen() {
    const auto self = shared_from_this();
    beast::flat_buffer buffer;
    while (!has_ended_) {
      const auto [error, size] = co_await socket_.async_read(buffer, no_throw);
      const Clock::time_point now = Clock::now();
      if (error) {
        if (!has_ended_) fail("broke off: " + error.message());
        co_return;
      }
      const std::string event = beast::buffers_to_string(buffer.data());
      buffer.clear();
      if (event.find("\"measurement\"") != std::string::npos)
        take(number_of(event, "\"end_s\": "), now);
      else if (event.find("\"session.closed\"") != std::string::npos)
        close(event);
      else if (event.find("\"error\"") != std::string::npos)
        fail(event);
    }
  }

  // The piece that held the window's last sample.
  void take(double end_s, Clock::time_point now) {
    ++measurements_;
    const double piece_s = std::min(0.1, plan_.hop_s / 5);
    const auto piece = static_cast<std::size_t>(std::ceil(end_s / piece_s - 1e-6)) - 1;
    // The last window ends with session.close and not with a piece.
    if (piece < sent_at_.size())
      totals_.delays_ms.push_back(std::chrono::duration<double, std::milli>(now - sent_at_[piece]).count());
  }

  void close(const std::string& event) {
    end();
    const double audio_s = static_cast<double>(sent_samples_) / rate_hz;
    const int expected = audio_s < window_s ? (audio_s > 0 ? 1 : 0)
                                            : 1 + static_cast<int>(std::floor((audio_s - window_s) / plan_.hop_s + 1e-6));
    ++totals_.streams;
    if (measurements_ < expected || number_of(event, "\"dropped\": ") != 0)
      fail("expected " + std::to_string(expected) + " measurements, found " + std::to_string(measurements_) + ": " + event);
  }

  Socket socket_;
  asio::steady_timer timer_;
  const Plan& plan_;
  Totals& totals_;
  const double life_s_;
  const bool is_cut_;
  const std::size_t from_;
  std::vector<Clock::time_point> sent_at_;  // of each piece
  std::size_t sent_samples_ = 0;
  int measurements_ = 0;
  bool has_ended_ = false;
};

// One after the other, to the end.
asio::awaitable<void> keep_streaming(asio::io_context& io, const Plan& plan, Totals& totals, int number) {
  std::mt19937 random(static_cast<unsigned>(number));
  std::uniform_real_distribution<double> part(0, 1);
  const Clock::time_point begin = Clock::now();
  asio::steady_timer timer(io);
  // Not all at once, nor all in step.
  timer.expires_after(std::chrono::milliseconds(static_cast<int>(1000 * part(random) * std::max(1.0, plan.hop_s))));
  co_await timer.async_wait(no_throw);
  for (;;) {
    const double left_s = plan.seconds - since(begin);
    if (left_s < 0.5) co_return;
    const double life_s = plan.lifetime_s > 0 ? std::min(left_s, 2 * plan.lifetime_s * part(random)) : left_s;
    const bool is_cut = plan.lifetime_s > 0 && part(random) < 0.25;
    const auto from = static_cast<std::size_t>(part(random) * static_cast<double>(plan.samples.size() / 2));
    auto stream = std::make_shared<Stream>(io, plan, totals, life_s, is_cut, from);
    const int failed = totals.failed;
    co_await stream->run();
    if (totals.failed > failed) co_return;
  }
}

double quantile(const std::vector<double>& sorted, double part) {
  return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  Plan plan;
  std::map<std::string, double> options;
  for (int i = 3; i + 1 < argc; i += 2) options[argv[i]] = std::strtod(argv[i + 1], nullptr);
  if (argc < 3 || argc % 2 == 0) {
    std::fprintf(stderr, "server_load PORT SAMPLES [--streams N] [--hop S] [--seconds S] [--lifetime S]\n");
    return 2;
  }
  plan.port = static_cast<unsigned short>(std::strtoul(argv[1], nullptr, 10));
  std::ifstream file(argv[2], std::ios::binary);
  plan.samples.assign(std::istreambuf_iterator<char>(file), {});
  if (options.contains("--streams")) plan.streams = static_cast<int>(options["--streams"]);
  if (options.contains("--hop")) plan.hop_s = options["--hop"];
  if (options.contains("--seconds")) plan.seconds = options["--seconds"];
  if (options.contains("--lifetime")) plan.lifetime_s = options["--lifetime"];
  if (plan.samples.size() < 2 * rate_hz * 4) {
    std::fprintf(stderr, "server_load: expected 4 s of samples or more in %s\n", argv[2]);
    return 2;
  }
  Totals totals;
  asio::io_context io{1};
  for (int i = 0; i < plan.streams; ++i) asio::co_spawn(io, keep_streaming(io, plan, totals, i), asio::detached);
  const Clock::time_point begin = Clock::now();
  io.run();
  std::ranges::sort(totals.delays_ms);
  std::printf(
      "{\"streams\": %d, \"ended\": %d, \"cut\": %d, \"failed\": %d, \"hop_s\": %g, \"measurements\": %zu, \"sent_s\": "
      "%.1f, "
      "\"seconds\": %.1f, \"median_ms\": %.1f, \"p95_ms\": %.1f, \"p99_ms\": %.1f, \"most_ms\": %.1f}\n",
      plan.streams, totals.streams, totals.cut, totals.failed, plan.hop_s, totals.delays_ms.size(), totals.sent_s,
      since(begin), quantile(totals.delays_ms, 0.5), quantile(totals.delays_ms, 0.95), quantile(totals.delays_ms, 0.99),
      quantile(totals.delays_ms, 1));
  return totals.failed == 0 && !totals.delays_ms.empty() ? 0 : 1;
}
