// What the program says of arguments that it cannot use.
#include <gmock/gmock.h>

#include "program_fixture.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::Outcome;
using ::testing::StartsWith;

class CommandLineTest : public testing::ProgramTest {
 protected:
  // Of a wrong command line.
  std::string mistake(const std::string& arguments) const {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << arguments;
    EXPECT_EQ(outcome.out, "") << arguments;
    return outcome.err;
  }
};

TEST_F(CommandLineTest, AMistypedOrMissingCommandIsNamedAmongThoseThereAre) {
  const std::string known = "(predict, listen, extract, train, reproduce, evaluate, info, pull, cache, corpus, analyse)";
  // A build without the server has no serve.
  const auto said = [&](const std::string& arguments) {
    std::string text = mistake(arguments);
    if (const std::size_t place = text.find("serve, "); place != std::string::npos) text.erase(place, 7);
    return text;
  };
  EXPECT_THAT(said("predcit x.wav"), StartsWith("affectus: no command 'predcit'; did you mean predict? " + known));
  EXPECT_THAT(said("sing"), StartsWith("affectus: no command 'sing' " + known));
  EXPECT_THAT(said(""), StartsWith("affectus: expected a command " + known + ", found none"));
  EXPECT_THAT(mistake("corpus inof x"), AllOf(HasSubstr("no command 'inof'; did you mean info? (import, info)"),
                                              HasSubstr("Run 'affectus corpus --help'")));
  EXPECT_THAT(mistake("cache cleer"), HasSubstr("did you mean clear?"));
}

TEST_F(CommandLineTest, AMistypedOptionIsNamedWithTheClosest) {
  EXPECT_THAT(mistake("predict x.wav --widow 3"), HasSubstr("no option '--widow'; did you mean --window?"));
  EXPECT_THAT(mistake("predict --modle=x"), HasSubstr("no option '--modle'; did you mean --model?"));
  EXPECT_THAT(mistake("predict x.wav --nothing-like-it"), HasSubstr("no option '--nothing-like-it'\n"));
  EXPECT_THAT(mistake("--quiet predict x.wav"), HasSubstr("no option '--quiet' before a command\n"));
  EXPECT_THAT(mistake("predict --"), HasSubstr("INPUT is required"));
  EXPECT_THAT(mistake("info a b"), HasSubstr("expected nothing more, found 'b'"));
  EXPECT_THAT(mistake("corpus info x --treads 2"), HasSubstr("Run 'affectus corpus info --help'"));
}

TEST_F(CommandLineTest, NumbersThatAreNoneAreSaidShortly) {
  for (const char* arguments :
       {"predict x --track -1", "predict x --track x", "predict x --max-duration 0", "predict x --max-duration inf",
        "predict x --max-duration 1e10", "predict x --window abc", "predict x --hop ''", "predict x --threads q",
        "extract x --frontend mfb --output y.npy --track 1.5", "evaluate m x --max-duration 1e-9",
        "evaluate m x --resamples 1", "evaluate m x --seed -1", "analyse x --frontend mfb --keep -1",
        "analyse x --frontend mfb --most-alike 2", "corpus import iemocap x --output y --fold 9",
        "corpus info x --threads 0"}) {
    const std::string said = mistake(arguments);
    EXPECT_THAT(said, AllOf(HasSubstr(": expected "), HasSubstr(", found '"))) << arguments;
    EXPECT_LT(said.size(), 250U) << said;
  }
}

// As `--output "$RESULTS"` of a script in which that is not set.
TEST_F(CommandLineTest, EmptyValuesAreRefused) {
  EXPECT_THAT(mistake("predict ''"), HasSubstr("INPUT: expected a value, found ''"));
  EXPECT_THAT(mistake("predict x.wav --output ''"), HasSubstr("--output: expected a value, found ''"));
  EXPECT_THAT(mistake("predict x.wav --model ''"), HasSubstr("--model: expected a value, found ''"));
  EXPECT_THAT(mistake("info ''"), HasSubstr("MODEL: expected a value, found ''"));
  EXPECT_THAT(mistake("extract x.wav --frontend mfb --output ''"), HasSubstr("--output: expected a value, found ''"));
  write("a.wav", "not to be lost");
  EXPECT_THAT(mistake("predict --format csv --output= a.wav b.wav"), HasSubstr("--output: expected a value, found ''"));
  EXPECT_EQ(read_file(folder_ / "a.wav"), "not to be lost");
}

TEST_F(CommandLineTest, AnEncodersFolderThatIsNotThereIsSaid) {
  EXPECT_THAT(mistake("predict x.wav --encoder /nowhere"), HasSubstr("there is no folder /nowhere"));
}

TEST_F(CommandLineTest, AllNamesToFetchAreCheckedBeforeTheFirstIsFetched) {
  EXPECT_THAT(mistake("pull owner/name notaname"), HasSubstr("expected OWNER/NAME[:REVISION], found 'notaname'"));
}

TEST_F(CommandLineTest, HelpThatCannotBeWrittenIsAFailure) {
  for (const char* arguments : {"--help", "--version", "predict --help"}) {
    EXPECT_EQ(run(arguments).code, 0);
    for (const char* output : {" >/dev/full", " >&-"}) {
      const std::string command =
          std::string("( " AFFECTUS_PROGRAM " ") + arguments + output + " 2>'" + (folder_ / "told").string() + "' )";
      const int status = std::system(command.c_str());
      EXPECT_EQ(WEXITSTATUS(status), 1) << command;
      EXPECT_THAT(read_file(folder_ / "told"), HasSubstr("standard output cannot be written"));
    }
  }
}

}  // namespace
}  // namespace affectus
