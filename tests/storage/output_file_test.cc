#include "storage/output_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "affectus/error.h"
#include "failing_file_system.h"
#include "failure.h"
#include "storage/file_descriptor.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using testing::FailingFileSystem;
using ::testing::HasSubstr;

void write(const fs::path& file, const std::string& text, FileSystem& system = FileSystem::system()) {
  write_file_atomically(
      file, [&](std::ostream& out) { out << text; }, system);
}

struct stat status_of(const fs::path& file) {
  struct stat status {};
  EXPECT_EQ(::lstat(file.c_str(), &status), 0) << file;
  return status;
}

mode_t mode_of(const fs::path& file) { return status_of(file).st_mode & 07777U; }

class OutputFileTest : public ::testing::Test {
 protected:
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }
  std::string refusal(const fs::path& file) const {
    return testing::failure([&] { write(file, "x"); }, ErrorCode::unwritable);
  }
  testing::TemporaryFolder folder_;
};

TEST_F(OutputFileTest, UntilItIsCommittedTheOldFileIsThere) {
  write(folder_ / "a", "old");
  {
    OutputFile output(folder_ / "a");
    output.stream() << "half" << std::flush;
    EXPECT_EQ(read_file(folder_ / "a"), "old");
    EXPECT_EQ(entries(), 2U);
  }
  EXPECT_EQ(read_file(folder_ / "a"), "old");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(OutputFileTest, WhatIsWrittenCanBeReadBackBeforeItHasItsName) {
  OutputFile output(folder_ / "a");
  output.stream() << "text";
  EXPECT_EQ(output.read_back().bytes().size(), 4U);
  output.stream() << " and end";
  output.commit();
  EXPECT_EQ(read_file(folder_ / "a"), "text and end");
}

TEST_F(OutputFileTest, ANameMayHave255Bytes) {
  for (const std::string& name :
       {std::string(255, 'x'), std::string(251, 'x') + ".csv", std::string(85, ' ') + std::string(170, '\xc3')}) {
    write(folder_ / name, "first");
    write(folder_ / name, "second");
    EXPECT_EQ(read_file(folder_ / name), "second");
  }
  EXPECT_EQ(entries(), 3U);
  EXPECT_THAT(refusal(folder_ / std::string(256, 'x')), HasSubstr("File name too long"));
}

TEST_F(OutputFileTest, AnExistingFileKeepsItsMode) {
  for (const mode_t mode : {0600U, 0644U, 0640U, 0664U, 0755U, 0622U}) {
    write(folder_ / "a", "old");
    ASSERT_EQ(::chmod((folder_ / "a").c_str(), mode), 0);
    write(folder_ / "a", "new");
    EXPECT_EQ(mode_of(folder_ / "a"), mode);
    EXPECT_EQ(read_file(folder_ / "a"), "new");
  }
}

TEST_F(OutputFileTest, ANewFileHasTheModeThatTheUmaskLeaves) {
  const mode_t before = ::umask(027);
  write(folder_ / "a", "x");
  ::umask(before);
  EXPECT_EQ(mode_of(folder_ / "a"), 0640U);
}

TEST_F(OutputFileTest, APrivateFileIsPrivateWhileItIsWritten) {
  write(folder_ / "a", "old");
  ASSERT_EQ(::chmod((folder_ / "a").c_str(), 0600), 0);
  OutputFile output(folder_ / "a");
  for (const auto& entry : fs::directory_iterator(folder_.path())) EXPECT_EQ(mode_of(entry.path()), 0600U) << entry.path();
}

TEST_F(OutputFileTest, OwnerAndGroupStayWhereTheyMayBeGiven) {
  write(folder_ / "a", "old");
  if (::chown((folder_ / "a").c_str(), 12345, 23456) != 0) GTEST_SKIP() << "only root gives files away";
  write(folder_ / "a", "new");
  EXPECT_EQ(status_of(folder_ / "a").st_uid, 12345U);
  EXPECT_EQ(status_of(folder_ / "a").st_gid, 23456U);
}

TEST_F(OutputFileTest, AnotherGroupMayNoMoreThanEverybody) {
  write(folder_ / "a", "old");
  ASSERT_EQ(::chmod((folder_ / "a").c_str(), 0664), 0);
  FailingFileSystem system("fchown", EPERM);
  write(folder_ / "a", "new", system);
  EXPECT_EQ(mode_of(folder_ / "a"), 0644U);
  EXPECT_EQ(read_file(folder_ / "a"), "new");
}

TEST_F(OutputFileTest, LinksAreFollowed) {
  fs::create_directories(folder_ / "data");
  fs::create_directories(folder_ / "elsewhere");
  write(folder_ / "data/real.csv", "old");
  fs::create_symlink("../data/real.csv", folder_ / "elsewhere/link.csv");            // relative to its own folder
  fs::create_symlink(folder_ / "elsewhere/link.csv", folder_ / "link-to-link.csv");  // absolute, of a link
  fs::create_symlink("data/new.csv", folder_ / "dangling.csv");
  fs::create_symlink("data", folder_ / "folder");
  write(folder_ / "elsewhere/link.csv", "one");
  EXPECT_EQ(read_file(folder_ / "data/real.csv"), "one");
  write(folder_ / "link-to-link.csv", "two");
  EXPECT_EQ(read_file(folder_ / "data/real.csv"), "two");
  write(folder_ / "dangling.csv", "three");
  EXPECT_EQ(read_file(folder_ / "data/new.csv"), "three");
  write(folder_ / "folder/four.csv", "four");
  EXPECT_EQ(read_file(folder_ / "data/four.csv"), "four");
  for (const char* link : {"elsewhere/link.csv", "link-to-link.csv", "dangling.csv", "folder"})
    EXPECT_TRUE(fs::is_symlink(folder_ / link)) << link;
}

TEST_F(OutputFileTest, ATemporaryFileLiesBesideWhatALinkLeadsTo) {
  fs::create_directories(folder_ / "data");
  fs::create_symlink("data/real.csv", folder_ / "link.csv");
  const OutputFile output(folder_ / "link.csv");
  EXPECT_EQ(entries(), 2U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "data"), {}), 1);
}

TEST_F(OutputFileTest, LinksThatLeadNowhereAreSaid) {
  fs::create_symlink("b", folder_ / "a");
  fs::create_symlink("a", folder_ / "b");
  fs::create_symlink("away/c", folder_ / "c");
  EXPECT_THAT(refusal(folder_ / "a"), HasSubstr("symbolic links"));
  EXPECT_THAT(refusal(folder_ / "c"),
              AllOf(HasSubstr((folder_ / "c").string()), HasSubstr("no folder " + (folder_ / "away").string())));
}

TEST_F(OutputFileTest, APipeIsWrittenToAndStaysOne) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  fs::create_symlink("pipe", folder_ / "link");
  for (const char* name : {"pipe", "link"}) {
    std::string got;
    std::thread reader([&] { got = read_file(folder_ / "pipe"); });
    write(folder_ / name, "through " + std::string(name));
    reader.join();
    EXPECT_EQ(got, "through " + std::string(name));
    EXPECT_TRUE(S_ISFIFO(status_of(folder_ / "pipe").st_mode));
  }
  EXPECT_EQ(entries(), 2U);
}

TEST_F(OutputFileTest, WhatIsFlushedIntoAPipeComesAtOnce) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  const FileDescriptor reader(::open((folder_ / "pipe").c_str(), O_RDONLY | O_NONBLOCK));
  OutputFile output(folder_ / "pipe");
  output.stream() << "row\n" << std::flush;
  char text[16];
  EXPECT_EQ(::read(reader.get(), text, sizeof text), 4);
  EXPECT_TRUE(output.is_stream());
}

// Neither for a reader to come nor for one that does not read.
TEST_F(OutputFileTest, NobodyWaitsForAReaderForEver) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  std::atomic<bool> stop = false;
  FileSystem system;
  system.stop_waits_by(stop);
  const auto stopped = [&](const auto& work) {
    stop = false;
    std::thread stopping([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      stop = true;
    });
    const ErrorCode code = testing::failure_code(work);
    stopping.join();
    return code;
  };
  EXPECT_EQ(stopped([&] { OutputFile(folder_ / "pipe", OutputFile::Access::in_order, system); }), ErrorCode::cancelled);
  const FileDescriptor reader(::open((folder_ / "pipe").c_str(), O_RDONLY | O_NONBLOCK));
  OutputFile output(folder_ / "pipe", OutputFile::Access::in_order, system);
  const std::string more_than_fits(std::size_t{4} << 20U, 'x');
  EXPECT_EQ(stopped([&] { output.stream() << more_than_fits << std::flush; }), ErrorCode::cancelled);
}

TEST_F(OutputFileTest, WhoGoesBackInWhatWasWrittenReachesAPipeAtTheEnd) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  const FileDescriptor reader(::open((folder_ / "pipe").c_str(), O_RDONLY | O_NONBLOCK));
  char text[16] = {};
  {
    OutputFile given_up(folder_ / "pipe", OutputFile::Access::anywhere);
    given_up.stream() << "half" << std::flush;
  }
  EXPECT_EQ(::read(reader.get(), text, sizeof text), 0);
  OutputFile output(folder_ / "pipe", OutputFile::Access::anywhere);
  output.stream() << "-ew";
  output.stream().seekp(0);
  output.stream() << "N";
  output.commit();
  EXPECT_EQ(::read(reader.get(), text, sizeof text), 3);
  EXPECT_STREQ(text, "New");
}

TEST_F(OutputFileTest, ADeviceIsWrittenToAndStaysOne) {
  write("/dev/null", "x");
  EXPECT_TRUE(S_ISCHR(status_of("/dev/null").st_mode));
  // A node of its own, where the system lets one be made and used.
  if (::mknod((folder_ / "null").c_str(), S_IFCHR | 0600, status_of("/dev/null").st_rdev) != 0) return;
  const FileDescriptor usable(::open((folder_ / "null").c_str(), O_WRONLY));
  if (usable.get() < 0) return;
  write(folder_ / "null", "x");
  EXPECT_TRUE(S_ISCHR(status_of(folder_ / "null").st_mode));
}

TEST_F(OutputFileTest, ADescriptorOfTheProcessIsWrittenWhereItStands) {
  const FileDescriptor file(::open((folder_ / "log").c_str(), O_RDWR | O_CREAT, 0600));
  ASSERT_TRUE(write_all(file.get(), "before\n"));
  const std::string number = std::to_string(file.get());
  for (const std::string& name :
       {"/dev/fd/" + number, "/proc/self/fd/" + number, "/proc/" + std::to_string(::getpid()) + "/fd/" + number})
    write(name, name + "\n");
  fs::create_symlink("/dev/fd/" + number, folder_ / "link");
  write(folder_ / "link", "link\n");
  ASSERT_TRUE(write_all(file.get(), "after\n"));
  const std::string text = read_file(folder_ / "log");
  EXPECT_THAT(text, ::testing::StartsWith("before\n/dev/fd/"));
  EXPECT_THAT(text, ::testing::EndsWith("\nlink\nafter\n"));
  EXPECT_EQ(status_of(folder_ / "log").st_ino, [&] {
    struct stat status {};
    ::fstat(file.get(), &status);
    return status.st_ino;
  }());
  EXPECT_THAT(refusal("/dev/fd/987"), HasSubstr("Bad file descriptor"));
}

TEST_F(OutputFileTest, FoldersAndMissingFoldersAreSaid) {
  write(folder_ / "file", "x");
  fs::create_directories(folder_ / "folder");
  EXPECT_THAT(refusal(folder_ / "folder"), HasSubstr("is a folder, expected a file"));
  EXPECT_THAT(refusal(folder_ / "folder/"), HasSubstr("is a folder, expected a file"));
  EXPECT_THAT(refusal(folder_ / "missing/a"), HasSubstr("no folder " + (folder_ / "missing").string()));
  EXPECT_THAT(refusal(folder_ / "file/a"), HasSubstr((folder_ / "file").string() + " is no folder"));
  EXPECT_EQ(read_file(folder_ / "file"), "x");
}

// What a user meets who may write a file but not its folder; root may everything, so the system's answer is made up.
TEST_F(OutputFileTest, AWritableFileInAFolderThatIsNotIsWrittenInPlace) {
  class ForbiddenFolder : public FileSystem {
   public:
    explicit ForbiddenFolder(fs::path folder) : folder_(std::move(folder)) {}
    int open(const char* path, int flags, mode_t mode) override {
      if ((flags & O_CREAT) == 0 || fs::path(path).parent_path() != folder_) return FileSystem::open(path, flags, mode);
      errno = EACCES;
      return -1;
    }

   private:
    fs::path folder_;
  } system(folder_.path());
  write(folder_ / "a", "a longer old text");
  const ino_t node = status_of(folder_ / "a").st_ino;
  write(folder_ / "a", "new", system);
  EXPECT_EQ(read_file(folder_ / "a"), "new");
  write(folder_ / "a", "new and longer than the old text was", system);
  EXPECT_EQ(read_file(folder_ / "a"), "new and longer than the old text was");
  EXPECT_EQ(status_of(folder_ / "a").st_ino, node);
  EXPECT_THAT(testing::failure([&] { write(folder_ / "b", "x", system); }, ErrorCode::unwritable),
              HasSubstr("Permission denied"));
}

TEST_F(OutputFileTest, WhatAKilledProcessLeftIsNotInTheWay) {
  std::set<std::string> names;
  for (int i = 0; i < 3; ++i) {
    const OutputFile first(folder_ / "a"), second(folder_ / "a");
    EXPECT_EQ(entries(), 2U);
    for (const auto& entry : fs::directory_iterator(folder_.path())) names.insert(entry.path().filename());
  }
  EXPECT_EQ(names.size(), 6U);
}

TEST_F(OutputFileTest, TheTemporaryFolderIsNamedWhereItIsMissing) {
  const char* const before = ::getenv("TMPDIR");
  const std::string kept = before ? before : "";
  ::setenv("TMPDIR", "/nowhere", 1);
  const std::string message = testing::failure([] { open_temporary_file("call.mp4"); }, ErrorCode::unwritable);
  before ? ::setenv("TMPDIR", kept.c_str(), 1) : ::unsetenv("TMPDIR");
  EXPECT_THAT(message, AllOf(HasSubstr("call.mp4"), HasSubstr("/nowhere"), HasSubstr("TMPDIR")));
}

}  // namespace
}  // namespace affectus
