// The sub-commands of the program. Each adds itself to the parser; the chosen one sets the function to run.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace affectus {

/// The function that the parser leaves for main(). It returns the exit code (0 all done, 1 something failed) and may throw
/// Error; invalid_argument is a usage error.
struct ChosenCommand {
  std::function<int()> run;
  std::filesystem::path executable;  // of this program, to find its companions beside it
};

void add_predict_command(CLI::App& app, ChosenCommand& chosen);
void add_listen_command(CLI::App& app, ChosenCommand& chosen);
void add_extract_command(CLI::App& app, ChosenCommand& chosen);
void add_train_command(CLI::App& app, ChosenCommand& chosen);
void add_reproduce_command(CLI::App& app, ChosenCommand& chosen);
void add_evaluate_command(CLI::App& app, ChosenCommand& chosen);
void add_serve_command(CLI::App& app, ChosenCommand& chosen);  // where this build has the server
void add_info_command(CLI::App& app, ChosenCommand& chosen);
void add_pull_command(CLI::App& app, ChosenCommand& chosen);
void add_cache_command(CLI::App& app, ChosenCommand& chosen);
void add_corpus_command(CLI::App& app, ChosenCommand& chosen);
void add_analyse_command(CLI::App& app, ChosenCommand& chosen);

}  // namespace affectus
