#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>

#include "affectus/error.h"
#include "cli/command.h"

namespace affectus {
namespace {

// The trainer is a program of its own, so that prediction does not carry LibTorch: beside this one in the build tree, in
// libexec where installed.
std::filesystem::path find_trainer(const std::filesystem::path& executable) {
  const std::filesystem::path folder = executable.parent_path();
  const std::vector<std::filesystem::path> places = {folder / "affectus-train",
                                                     folder / "../libexec/affectus/affectus-train"};
  for (const auto& place : places)
    if (::access(place.c_str(), X_OK) == 0) return place;
  throw Error(ErrorCode::not_found, places.front().string() + ": the trainer is not built (build it with: make build)");
}

int train(const std::vector<std::string>& arguments, const std::filesystem::path& executable) {
  const std::string trainer = find_trainer(executable).string();
  std::vector<std::string> words = {"affectus train"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(trainer.c_str(), pointers.data());
  throw Error(ErrorCode::unsupported, trainer + ": cannot be run: " + std::strerror(errno));
}

}  // namespace

void add_train_command(CLI::App& app, ChosenCommand& chosen) {
  CLI::App* command =
      app.add_subcommand("train", "Train a model by a recipe (RECIPE.toml --output DIR; see: affectus train --help)");
  command->prefix_command();
  command->set_help_flag();  // the trainer's own
  command->callback([command, &chosen] {
    chosen.run = [arguments = command->remaining(), executable = chosen.executable] { return train(arguments, executable); };
  });
}

}  // namespace affectus
