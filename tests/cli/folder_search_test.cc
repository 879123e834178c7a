#include "cli/folder_search.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FolderSearchTest : public ::testing::Test {
 protected:
  void add(const fs::path& name) const {
    fs::create_directories((folder_ / name).parent_path());
    write_file_atomically(folder_ / name, [](std::ostream& out) { out << "x"; });
  }
  FolderSearch search() const {
    return search_folder(folder_.path(), [](const fs::path& file) { return file.extension() == ".wav"; });
  }
  testing::TemporaryFolder folder_;
};

TEST_F(FolderSearchTest, FilesAreFoundThroughoutAndSorted) {
  for (const char* name : {"b/c.wav", "a.wav", "b.wav", "b/d/e.wav", ".hidden.wav", ".hidden/f.wav"}) add(name);
  const FolderSearch found = search();
  EXPECT_THAT(found.files, ElementsAre(folder_ / "a.wav", folder_ / "b/c.wav", folder_ / "b/d/e.wav", folder_ / "b.wav"));
  EXPECT_THAT(found.errors, IsEmpty());
  EXPECT_EQ(found.passed_over(), "");
}

TEST_F(FolderSearchTest, WhatIsPassedOverIsCountedByKind) {
  for (const char* name : {"a.wav", "notes.txt", "b/more.TXT", "c.pdf", "README"}) add(name);
  fs::create_directory_symlink(folder_ / "b", folder_ / "linked");
  ASSERT_EQ(::mkfifo((folder_ / "pipe.wav").c_str(), 0600), 0);
  const FolderSearch found = search();
  EXPECT_THAT(found.files, ElementsAre(folder_ / "a.wav"));
  EXPECT_THAT(found.errors, IsEmpty());
  EXPECT_EQ(found.passed_over(),
            "4 files whose names are not recordings' (.txt, no extension, .pdf), 1 link to a folder, "
            "1 pipe, socket, device or broken link");
}

TEST_F(FolderSearchTest, FoldersThatAreNotEnteredDoNotCount) {
  for (const char* name : {"a.wav", "b/c.wav", "b/d/e.wav", "f/g.wav", "f/notes.txt"}) add(name);
  std::vector<fs::path> asked;
  const FolderSearch found = search_folder(
      folder_.path(), [](const fs::path& file) { return file.extension() == ".wav"; },
      [&](const fs::path& folder) {
        asked.push_back(folder);
        return folder.filename() == "b";
      });
  EXPECT_THAT(found.files, ElementsAre(folder_ / "a.wav", folder_ / "b/c.wav"));
  EXPECT_EQ(found.passed_over(), "");
  EXPECT_THAT(asked, ::testing::UnorderedElementsAre(folder_ / "b", folder_ / "f", folder_ / "b/d"));
}

TEST_F(FolderSearchTest, LinksThatLeadNowhereAreErrors) {
  add("a.wav");
  fs::create_symlink(folder_ / "gone.wav", folder_ / "b.wav");
  fs::create_symlink(folder_ / "gone.txt", folder_ / "b.txt");
  const FolderSearch found = search();
  EXPECT_THAT(found.files, ElementsAre(folder_ / "a.wav"));
  EXPECT_THAT(found.errors, ElementsAre((folder_ / "b.wav").string() + ": this link leads nowhere"));
  EXPECT_EQ(found.passed_over(), "1 pipe, socket, device or broken link");
}

TEST_F(FolderSearchTest, AFolderThatCannotBeReadIsAnErrorAndTheRestIsFound) {
  add("a.wav");
  add("closed/b.wav");
  fs::permissions(folder_ / "closed", fs::perms::none);
  const bool is_closed = ::access((folder_ / "closed").c_str(), R_OK) != 0;  // not to root
  const FolderSearch found = search();
  fs::permissions(folder_ / "closed", fs::perms::owner_all);
  const std::string gone = (folder_ / "gone").string();
  EXPECT_THAT(search_folder(gone, [](const fs::path&) { return true; }).errors,
              ElementsAre(gone + ": this folder cannot be read: No such file or directory"));
  if (!is_closed) GTEST_SKIP() << "root may read any folder: the half about permissions was not tried";
  EXPECT_THAT(found.files, ElementsAre(folder_ / "a.wav"));
  EXPECT_THAT(found.errors, ElementsAre(HasSubstr("closed: this folder cannot be read: Permission denied")));
}

}  // namespace
}  // namespace affectus
