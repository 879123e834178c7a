#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "affectus/model.h"
#include "cli/command.h"
#include "cli/model_options.h"
#include "storage/files.h"
#include "text/joined.h"

namespace affectus {
namespace {

struct InfoArguments {
  std::string model;
  OpenOptions open;
  bool json = false;
};

void line(const std::string& name, const std::string& value) { std::printf("%-18s %s\n", name.c_str(), value.c_str()); }

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

void print(const ModelConfig& config, const std::filesystem::path& folder) {
  line("model", config.name);
  line("folder", folder.string());
  for (const auto& front_end : config.front_ends)
    line("front end",
         front_end.name + (front_end.options == "{}" || front_end.options.empty() ? "" : " " + front_end.options));
  line("dimensions", joined(config.dimensions));
  line("categories", config.categories.empty() ? "none" : joined(config.categories));
  if (!config.front_ends.empty())
    line("parameters",
         std::to_string(config.estimator.parameter_count()) + (config.weight_bits == 8 ? " (matrices in 8 bits)" : ""));
  const bool has_encoder = config.front_ends.empty() || std::ranges::any_of(config.front_ends, [](const auto& front_end) {
                             return front_end.name.find('@') != std::string::npos;
                           });
  line("live", "a row comes with its window's last sample, once the window is scored");
  if (has_encoder) {
    // `affectus listen` has such windows.
    constexpr double window_s = 3, hop_s = 0.25;
    line("live delay", "the time of one window: the encoder runs each window whole, and windows share nothing");
    line("live cost", "window / hop seconds of encoder work for a second of audio: " + number(window_s / hop_s) +
                          " for windows of " + number(window_s) + " s every " + number(hop_s) +
                          " s; affectus predict FILE --window " + number(window_s) + " --hop " + number(hop_s) +
                          " says how many times real time that is here");
  }
  line("longest input", number(config.longest_training_input_s) + " s (longer recordings are done in windows)");
  line("licence", config.licence);
  for (const std::string& data : config.training_data) line("trained on", data);
  for (const ModelFigure& figure : config.figures) {
    std::string values;
    for (const auto& [name, value] : figure.values) values += (values.empty() ? "" : ", ") + name + " " + number(value);
    line(figure.set, values);
    line("", "measured by: " + figure.command);
  }
  if (!config.notes.empty()) line("note", config.notes);
}

int info(const InfoArguments& arguments) {
  Console console(/*quiet=*/false);
  OpenOptions options = arguments.open;
  options.observer = console_observer(console);
  const std::filesystem::path folder = find_model(arguments.model, options);
  if (arguments.json)
    std::cout << read_file(folder / "config.json");
  else
    print(describe_model(folder.string(), options), folder);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace

void add_info_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<InfoArguments>();
  CLI::App* command = app.add_subcommand("info", "Show what a model is, its licence and its figures");
  command->add_option("MODEL", arguments->model,
                      "Model folder, a shipped model's name, or hf:OWNER/NAME[:REVISION] (default: the shipped model)");
  command->add_flag("--json", arguments->json, "The model's config.json");
  add_checkpoint_options(*command, arguments->open);
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return info(*arguments); }; });
}

}  // namespace affectus
