#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/companion_program.h"

namespace affectus {
namespace {

void add_companion_command(CLI::App& app, ChosenCommand& chosen, const std::string& name, const std::string& summary) {
  CLI::App* command = app.add_subcommand(name, summary);
  command->prefix_command();
  command->set_help_flag();  // the companion's own
  command->callback([command, name, &chosen] {
    chosen.run = [name, arguments = command->remaining(), executable = chosen.executable]() -> int {
      run_companion(executable, "affectus-" + name, "affectus " + name, arguments);
    };
  });
}

}  // namespace

void add_train_command(CLI::App& app, ChosenCommand& chosen) {
  add_companion_command(app, chosen, "train",
                        "Train a model by a recipe (RECIPE.toml --output DIR; see: affectus train --help)");
}

void add_reproduce_command(CLI::App& app, ChosenCommand& chosen) {
  add_companion_command(app, chosen, "reproduce",
                        "The paper's table on a corpus (CORPUS --output DIR; see: affectus reproduce --help)");
}

}  // namespace affectus
