#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <iostream>

#include "affectus/error.h"
#include "affectus/version.h"
#include "base/failure.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "text/text.h"

namespace {

std::filesystem::path own_path(const char* name) {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::absolute(name) : path;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is an error like a full disk; also of what is executed
  CLI::App app("Estimates activation, valence and dominance from speech.", "affectus");
  app.set_version_flag("--version", "affectus " AFFECTUS_VERSION);
  app.require_subcommand(1);
  affectus::ChosenCommand chosen{.run = {}, .executable = own_path(argv[0])};
  affectus::add_predict_command(app, chosen);
  affectus::add_listen_command(app, chosen);
  affectus::add_extract_command(app, chosen);
  affectus::add_train_command(app, chosen);
  affectus::add_reproduce_command(app, chosen);
  affectus::add_evaluate_command(app, chosen);
#ifdef AFFECTUS_HAS_SERVER
  affectus::add_serve_command(app, chosen);
#endif
  affectus::add_info_command(app, chosen);
  affectus::add_pull_command(app, chosen);
  affectus::add_cache_command(app, chosen);
  affectus::add_corpus_command(app, chosen);
  affectus::add_analyse_command(app, chosen);

  try {
    affectus::parse_command_line(app, argc, argv);
    const int code = chosen.run();
    return affectus::is_output_written("affectus") ? code : 1;
  } catch (const CLI::ParseError& error) {
    return affectus::end_of_parsing(app, error);
  } catch (const affectus::Error& error) {
    if (error.code() == affectus::ErrorCode::invalid_argument) return affectus::usage_error(app, error.what());
    std::cerr << "affectus: " << affectus::printable(error.what()) << '\n';
  } catch (const std::bad_alloc&) {
    std::cerr << "affectus: out of memory\n";
  } catch (...) {
    const affectus::Failure failure = affectus::failure_of(std::current_exception(), "");
    std::cerr << "affectus: " << affectus::printable(failure.message) << '\n';
  }
  return 1;
}
