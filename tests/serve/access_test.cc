#include "serve/access.h"

#include <gtest/gtest.h>

#include <fstream>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using testing::failure_code;

TEST(Access, Tokens) {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / "tokens";
  std::ofstream(file) << "# of whom\n\n  first-token \r\nsecond~token\n";
  const Tokens tokens = Tokens::read(file);
  EXPECT_TRUE(tokens.are_needed());
  EXPECT_TRUE(tokens.accept("first-token"));
  EXPECT_TRUE(tokens.accept("second~token"));
  for (const char* wrong : {"", "first-toke", "first-tokenn", "# of whom", "first-token\nsecond~token"})
    EXPECT_FALSE(tokens.accept(wrong)) << wrong;
  EXPECT_FALSE(Tokens().are_needed());
  for (const char* text : {"", "# none", "short", "two words here", "with\ttab-in-it", "token,with,commas"}) {
    std::ofstream(file) << text;
    EXPECT_EQ(failure_code([&] { Tokens::read(file); }), ErrorCode::invalid_argument) << text;
  }
  EXPECT_EQ(failure_code([&] { Tokens::read(folder.path() / "none"); }), ErrorCode::not_found);
}

TEST(Access, WhereTokensStand) {
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("bearer  abc "), "abc");
  for (const char* other : {"", "abc", "Basic abc", "Bearerabc"}) EXPECT_FALSE(bearer_token(other)) << other;
  EXPECT_EQ(parse_subprotocols("affectus, abc").token, "abc");
  EXPECT_TRUE(parse_subprotocols("affectus").has_affectus);
  EXPECT_FALSE(parse_subprotocols("affectus").token);
  EXPECT_FALSE(parse_subprotocols("abc, other").has_affectus);
}

TEST(Access, Authorities) {
  EXPECT_EQ(parse_authority("Name.Example:80")->host, "name.example");
  EXPECT_EQ(parse_authority("[::1]:8080")->host, "::1");
  EXPECT_EQ(parse_authority("[::1]:8080")->port, "8080");
  EXPECT_EQ(parse_authority("name")->port, "");
  for (const char* other : {"", ":80", "a b", "a:b", "a:", "[::1", "a/b", "user@host", "a:1234567", "[::1]x"})
    EXPECT_FALSE(parse_authority(other)) << other;
}

TEST(Access, OwnHosts) {
  const Neighbourhood own("192.0.2.1", {"https://page.example"});
  for (const char* host :
       {"localhost:1", "127.0.0.1", "127.5.5.5:80", "[::1]:80", "192.0.2.1:80", "198.51.100.7", "page.example"})
    EXPECT_TRUE(own.is_own_host(host, "198.51.100.7")) << host;
  for (const char* host : {"", "evil.example", "198.51.100.8", "127.0.0.1.evil.example", "127.evil.0.1", "xlocalhost"})
    EXPECT_FALSE(own.is_own_host(host, "198.51.100.7")) << host;
}

TEST(Access, Origins) {
  const Neighbourhood own("127.0.0.1", {"https://Page.example/"});
  EXPECT_TRUE(own.is_allowed_origin("http://localhost:8080", "localhost:8080"));
  EXPECT_TRUE(own.is_allowed_origin("http://localhost", "localhost:80"));
  EXPECT_TRUE(own.is_allowed_origin("https://name.example", "name.example"));  // behind a proxy that speaks TLS
  EXPECT_TRUE(own.is_allowed_origin("https://page.example", "localhost:8080"));
  for (const char* origin : {"null", "", "http://localhost:8081", "http://page.example", "https://page.example:444",
                             "https://page.example.evil.example", "file://", "http://evil.example"})
    EXPECT_FALSE(own.is_allowed_origin(origin, "localhost:8080")) << origin;
  EXPECT_TRUE(Neighbourhood("127.0.0.1", {"*"}).is_allowed_origin("http://evil.example", "localhost"));
  for (const char* wrong : {"page.example", "ftp://page.example", "https://", "https://a/b"})
    EXPECT_EQ(failure_code([&] { Neighbourhood("127.0.0.1", {wrong}); }), ErrorCode::invalid_argument) << wrong;
}

}  // namespace
}  // namespace affectus
