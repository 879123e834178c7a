// The sub-commands of the program. Each adds itself to the parser; the chosen one leaves what is to be run.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace affectus {

/// What the parser leaves for main(): a call that returns the exit code (0 all done, 1 something failed). It may throw
/// Error; invalid_argument is a usage error.
struct ChosenCommand {
  std::function<int()> run;
  std::filesystem::path executable;  // of this program, to find those beside it
};

void add_predict_command(CLI::App& app, ChosenCommand& chosen);
void add_extract_command(CLI::App& app, ChosenCommand& chosen);
void add_train_command(CLI::App& app, ChosenCommand& chosen);
void add_reproduce_command(CLI::App& app, ChosenCommand& chosen);
void add_evaluate_command(CLI::App& app, ChosenCommand& chosen);
void add_info_command(CLI::App& app, ChosenCommand& chosen);
void add_pull_command(CLI::App& app, ChosenCommand& chosen);
void add_cache_command(CLI::App& app, ChosenCommand& chosen);
void add_corpus_command(CLI::App& app, ChosenCommand& chosen);
void add_analyse_command(CLI::App& app, ChosenCommand& chosen);

}  // namespace affectus
