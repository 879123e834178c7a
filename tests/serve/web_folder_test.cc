#include "serve/web_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

TEST(WebFolderTest, OnlyWhatLiesInIt) {
  const testing::TemporaryFolder folder;
  const auto root = folder.path() / "root";
  std::filesystem::create_directories(root / "sub");
  std::ofstream(folder.path() / "secret.txt") << "secret";
  std::ofstream(root / "index.html") << "index";
  std::ofstream(root / "sub/a b.js") << "script";
  std::ofstream(root / ".hidden") << "secret";
  std::filesystem::create_symlink("../secret.txt", root / "link.txt");
  std::filesystem::create_symlink("sub", root / "inner");
  const WebFolder web(root);
  ASSERT_TRUE(web.exists());
  EXPECT_EQ(web.find("/")->content, "index");
  EXPECT_EQ(web.find("/index.html")->media_type, "text/html; charset=utf-8");
  EXPECT_EQ(web.find("/sub/a b.js")->media_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(web.find("/inner/a b.js")->content, "script");
  for (const char* path : {"", "index.html", "/sub", "/sub/", "/../secret.txt", "/sub/../../secret.txt", "/.hidden",
                           "/link.txt", "//etc/passwd", "/sub\\..\\x", "/index.html/", "/none", "/./index.html"})
    EXPECT_FALSE(web.find(path)) << path;
  EXPECT_FALSE(WebFolder("").find("/"));
  EXPECT_EQ(testing::failure_code([&] { WebFolder(root / "none"); }), ErrorCode::not_found);
}

}  // namespace
}  // namespace affectus
