// Every call of the system that writing is made of fails in turn, with each of the errors that disks have; what was there
// stays.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <functional>
#include <iostream>
#include <set>
#include <string>
#include <vector>

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
using ::testing::IsSupersetOf;
using Calls = std::set<std::string>;

const std::string old_text = "old, and whole";
const std::string new_text = "N" + std::string(100'000, 'n');  // more than a buffer holds

// As NumPy's files are written: something at the beginning comes last.
void write(const fs::path& file, FileSystem& system) {
  const auto write_new = [](std::ostream& out) {
    out << "-" << new_text.substr(1);
    out.seekp(0);
    out << "N";
    out.seekp(0, std::ios::end);
  };
  write_file_atomically(file, write_new, system);
}

struct Outcome {
  std::string call;     // that failed
  std::string message;  // of the error
};

class FaultInjectionTest : public ::testing::Test {
 protected:
  // a.csv, private, and a link to it.
  void start_anew() const {
    for (const auto& entry : fs::directory_iterator(folder_.path())) fs::remove_all(entry.path());
    write_file_atomically(folder_ / "a.csv", [](std::ostream& out) { out << old_text; });
    ASSERT_EQ(::chmod((folder_ / "a.csv").c_str(), 0640), 0);
    fs::create_symlink("a.csv", folder_ / "link.csv");
  }
  // Whether a file is "old", "new", "absent" or "in parts".
  std::string state_of(const std::string& name) const {
    if (!fs::exists(folder_ / name)) return "absent";
    const std::string content = read_file(folder_ / name);
    return content == old_text ? "old" : content == new_text ? "new" : "in parts";
  }
  bool has_temporary_files() const {
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      if (entry.path().extension() == ".part") return true;
    return false;
  }
  mode_t mode_of(const std::string& name) const {
    struct stat status {};
    EXPECT_EQ(::stat((folder_ / name).c_str(), &status), 0);
    return status.st_mode & 0777U;
  }

  // Call after call of `work` fails; `check` looks at what is left and says it. The names of the calls that failed.
  template <typename System = FailingFileSystem>
  Calls fail_each(const std::function<void(FileSystem&)>& work, const std::function<std::string(const Outcome&)>& check) {
    Calls calls;
    for (const bool for_good : {false, true})
      for (const int error : {EIO, ENOSPC, EDQUOT})
        for (std::size_t number = 0;; ++number) {
          start_anew();
          System system(number, error, for_good);
          std::string message;
          try {
            work(system);
          } catch (const Error& failure) {
            EXPECT_EQ(failure.code(), ErrorCode::unwritable) << failure.what();
            message = failure.what();
          }
          if (system.failed_call().empty()) break;  // all were tried
          const Outcome outcome{system.failed_call(), message};
          calls.insert(outcome.call);
          EXPECT_THAT(message, HasSubstr(system_reason(error))) << outcome.call;
          // Where all calls fail from one on, so does the one that takes the temporary file away.
          EXPECT_FALSE(!for_good && has_temporary_files()) << outcome.call;
          const std::string left = check(outcome);
          if (error == EIO && !for_good) std::cout << outcome.call << " failed: " << left << "\n";
        }
    return calls;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(FaultInjectionTest, AnOldFileStaysWholeAndAsPrivate) {
  const Calls calls = fail_each([&](FileSystem& system) { write(folder_ / "a.csv", system); },
                                [&](const Outcome& outcome) {
                                  EXPECT_THAT(outcome.message, HasSubstr((folder_ / "a.csv").string())) << outcome.call;
                                  // The folder is synced when the new file is in place.
                                  const bool is_written = outcome.message.find("is written, but") != std::string::npos;
                                  EXPECT_EQ(state_of("a.csv"), is_written ? "new" : "old") << outcome.call;
                                  EXPECT_EQ(mode_of("a.csv"), 0640U) << outcome.call;
                                  return "a.csv is " + state_of("a.csv") + " and whole, and has its mode";
                                });
  EXPECT_THAT(calls, IsSupersetOf({"open", "fchown", "fchmod", "write", "lseek", "fsync", "close", "rename",
                                   "open of the folder", "fsync of the folder", "close of the folder"}));
}

TEST_F(FaultInjectionTest, ANewFileIsNotThereAtAll) {
  const Calls calls = fail_each([&](FileSystem& system) { write(folder_ / "b.csv", system); },
                                [&](const Outcome& outcome) {
                                  EXPECT_THAT(outcome.message, HasSubstr((folder_ / "b.csv").string())) << outcome.call;
                                  const bool is_written = outcome.message.find("is written, but") != std::string::npos;
                                  EXPECT_EQ(state_of("b.csv"), is_written ? "new" : "absent") << outcome.call;
                                  return "b.csv is " + state_of("b.csv");
                                });
  EXPECT_THAT(calls, IsSupersetOf({"open", "write", "lseek", "fsync", "close", "rename", "fsync of the folder"}));
}

TEST_F(FaultInjectionTest, ALinkStaysOneAndWhatItLeadsToIsWhole) {
  fail_each([&](FileSystem& system) { write(folder_ / "link.csv", system); },
            [&](const Outcome& outcome) {
              EXPECT_THAT(outcome.message, HasSubstr((folder_ / "link.csv").string())) << outcome.call;
              EXPECT_EQ(fs::read_symlink(folder_ / "link.csv"), "a.csv") << outcome.call;
              EXPECT_NE(state_of("a.csv"), "in parts") << outcome.call;
              return "the link stands, and a.csv is " + state_of("a.csv");
            });
}

// A file that is mounted on its own, as containers have it: it can be written to, but not replaced.
class MountedFile : public FailingFileSystem {
 public:
  using FailingFileSystem::FailingFileSystem;
  int rename(const char*, const char*) override {
    errno = EBUSY;
    return -1;
  }
  // Once the copy is there, nothing depends on how the temporary file goes away.
  int unlink(const char* path) override { return FileSystem::unlink(path); }
  int close(int descriptor) override {
    const bool only_reads = (::fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_RDONLY;
    return only_reads ? FileSystem::close(descriptor) : FailingFileSystem::close(descriptor);
  }
};

TEST_F(FaultInjectionTest, WhereAFileCanOnlyBeCopiedIntoItIsSaidToBeInParts) {
  const Calls calls = fail_each<MountedFile>(
      [&](FileSystem& system) { write(folder_ / "a.csv", system); },
      [&](const Outcome& outcome) {
        EXPECT_THAT(outcome.message, HasSubstr((folder_ / "a.csv").string())) << outcome.call;
        const bool may_be_in_parts = outcome.message.find("in parts") != std::string::npos;
        EXPECT_TRUE(may_be_in_parts || state_of("a.csv") == "old") << outcome.call;
        return "a.csv is " + state_of("a.csv") + (may_be_in_parts ? ", and may be said to be in parts" : "");
      });
  EXPECT_THAT(calls, IsSupersetOf({"open", "lseek", "fallocate", "pread", "write", "ftruncate", "fsync", "close"}));
  start_anew();
  MountedFile system("none", 0);
  write(folder_ / "a.csv", system);
  EXPECT_EQ(state_of("a.csv"), "new");
}

// The calls on the way there leave the old file: a full disk does so, since the space is taken first.
TEST_F(FaultInjectionTest, AFullDiskLeavesAFileThatIsCopiedInto) {
  start_anew();
  class FullDisk : public MountedFile {
   public:
    FullDisk() : MountedFile("fallocate", ENOSPC) {}
  } system;
  EXPECT_THAT(testing::failure([&] { write(folder_ / "a.csv", system); }, ErrorCode::unwritable),
              HasSubstr(system_reason(ENOSPC)));
  EXPECT_EQ(state_of("a.csv"), "old");
}

TEST_F(FaultInjectionTest, AFullDeviceIsSaidAtTheWrite) {
  OutputFile output("/dev/full");
  EXPECT_THAT(testing::failure([&] { output.stream() << "row\n"
                                                     << std::flush; }, ErrorCode::unwritable),
              AllOf(HasSubstr("/dev/full"), HasSubstr(system_reason(ENOSPC))));
}

TEST_F(FaultInjectionTest, AFolderThatCannotBeMadeIsNamed) {
  const Calls calls = fail_each([&](FileSystem& system) { make_folder(folder_ / "new/b", system); },
                                [&](const Outcome& outcome) {
                                  EXPECT_THAT(outcome.message, HasSubstr((folder_ / "new").string())) << outcome.call;
                                  return outcome.message;
                                });
  EXPECT_THAT(calls, IsSupersetOf({"mkdir", "fsync of the folder"}));
}

TEST_F(FaultInjectionTest, ALinkThatCannotBeMadeIsNamed) {
  const Calls calls = fail_each([&](FileSystem& system) { link_atomically("b.csv", folder_ / "link.csv", system); },
                                [&](const Outcome& outcome) {
                                  EXPECT_THAT(outcome.message, HasSubstr((folder_ / "link.csv").string())) << outcome.call;
                                  return "link.csv leads to " + fs::read_symlink(folder_ / "link.csv").string();
                                });
  EXPECT_THAT(calls, IsSupersetOf({"symlink", "rename", "fsync of the folder"}));
}

TEST_F(FaultInjectionTest, APartThatCannotBePublishedIsNamed) {
  const Calls calls = fail_each(
      [&](FileSystem& system) {
        const FileDescriptor part(::open((folder_ / "download").c_str(), O_RDWR | O_CREAT, 0600));
        publish_file(part.get(), folder_ / "download", folder_ / "a.csv", system);
      },
      [&](const Outcome& outcome) {
        EXPECT_THAT(outcome.message, HasSubstr((folder_ / "a.csv").string())) << outcome.call;
        return fs::exists(folder_ / "download") ? "a.csv is " + state_of("a.csv") : std::string("a.csv is the download");
      });
  EXPECT_THAT(calls, IsSupersetOf({"fsync", "rename", "fsync of the folder"}));
}

}  // namespace
}  // namespace affectus
