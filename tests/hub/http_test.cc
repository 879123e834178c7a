#include "hub/http.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "affectus/error.h"
#include "failure.h"
#include "storage/file_descriptor.h"

namespace affectus {
namespace {

ErrorCode failure(const std::string& url) {
  try {
    http_get({.url = url}, [](std::string_view) { return true; });
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << url << " answered";
  return ErrorCode::cancelled;
}

// What a server does is in pull.py.
TEST(HttpTest, OnlyHttpIsSpoken) {
  EXPECT_EQ(failure("file:///etc/passwd"), ErrorCode::unreadable);
  EXPECT_EQ(failure("gopher://localhost/"), ErrorCode::unreadable);
  EXPECT_EQ(failure("not an address"), ErrorCode::invalid_argument);
}

// Its system takes the connection; nobody answers.
class SilentServer {
 public:
  SilentServer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_.get(), 1), 0);
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    url_ = "http://127.0.0.1:" + std::to_string(::ntohs(address.sin_port));
  }
  const std::string& url() const { return url_; }

 private:
  FileDescriptor socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::string url_;
};

TEST(HttpTest, ARequestCanBeLeftWhileNothingComes) {
  const SilentServer server;
  HttpRequest request{.url = server.url()};
  int calls = 0;
  request.at_work = [&] {
    if (++calls == 3) throw Error(ErrorCode::cancelled, "enough");
  };
  EXPECT_EQ(testing::failure([&] { http_get(request, [](std::string_view) { return true; }); }), "enough");
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace affectus
