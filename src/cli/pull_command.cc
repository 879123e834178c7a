#include <CLI/CLI.hpp>
#include <iostream>

#include "affectus/error.h"
#include "cli/command.h"
#include "cli/model_options.h"
#include "opening/hub_fetch.h"

namespace affectus {
namespace {

struct PullArguments {
  std::vector<std::string> names;
  bool quiet = false;
};

int pull(const PullArguments& arguments) {
  Console console(arguments.quiet);
  std::vector<HubName> names;  // all are checked before the first is fetched
  for (const std::string& text : arguments.names) {
    const auto name = HubName::parse(text.starts_with("hf:") ? text.substr(3) : text);
    if (!name) throw Error(ErrorCode::invalid_argument, "expected OWNER/NAME[:REVISION], found '" + text + "'");
    names.push_back(*name);
  }
  bool failed = false;
  for (const HubName& name : names) {
    try {
      console.working("asking the hub for " + name.text());
      const std::string folder = fetch_from_hub(name, console_observer(console)).string();
      console.end_progress();
      std::cout << folder << '\n';
    } catch (const Error& error) {
      if (error.code() == ErrorCode::cancelled) throw;
      failed = true;
      console.error(error.what());
    }
  }
  return failed ? 1 : 0;
}

}  // namespace

void add_pull_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<PullArguments>();
  CLI::App* command = app.add_subcommand("pull", "Fetch models from Hugging Face's hub into its cache");
  command->add_option("MODEL", arguments->names, "OWNER/NAME[:REVISION]; the folder it lies in is printed")->required();
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->footer("Environment: HF_HOME, HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, as Hugging Face's own tools have them.");
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return pull(*arguments); }; });
}

}  // namespace affectus
