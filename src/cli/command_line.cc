#include "cli/command_line.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

#include "cli/option_checks.h"
#include "text/joined.h"
#include "text/shown.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::size_t most_slips = 2;  // letters too many, too few or different

// Levenshtein's distance.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

// The question to add to a message about `word`, or nothing.
std::string suggestion(const std::string& word, const std::vector<std::string>& names) {
  const auto distance = [&](const std::string& name) { return edit_distance(word, name); };
  const auto closest = std::ranges::min_element(names, {}, distance);
  if (closest == names.end() || distance(*closest) > most_slips || distance(*closest) >= word.size()) return "";
  return "; did you mean " + *closest + "?";
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

// The program and its commands, as far as the parser came.
std::vector<const CLI::App*> commands_in_use(const CLI::App& app) {
  std::vector<const CLI::App*> all = {&app};
  for (auto chosen = app.get_subcommands(); !chosen.empty(); chosen = chosen.front()->get_subcommands())
    all.push_back(chosen.front());
  return all;
}

// Of a word that the parser had no use for.
std::string about_word(const CLI::App& app, const std::string& argument) {
  const std::vector<std::string> commands = commands_of(app);
  const std::string word = argument.substr(0, argument.find('='));
  if (word.starts_with("--"))
    return "no option " + shown(word) + (commands.empty() ? "" : " before a command") + suggestion(word, options_of(app));
  if (word.starts_with("-") || commands.empty()) return "expected nothing more, found " + shown(argument);
  return "no command " + shown(word) + suggestion(word, commands) + " (" + joined(commands) + ")";
}

std::string mistake(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<const CLI::App*> used = commands_in_use(app);
  const auto is = [&](CLI::ExitCodes code) { return error.get_exit_code() == static_cast<int>(code); };
  if (!is(CLI::ExitCodes::RequiredError) && !is(CLI::ExitCodes::ExtrasError)) return error.what();
  for (const CLI::App* one : used)
    for (const std::string& word : one->remaining())
      if (word != "--") return about_word(*one, word);
  const std::vector<std::string> commands = commands_of(*used.back());
  const bool lacks_command = is(CLI::ExitCodes::RequiredError) && !commands.empty();
  return lacks_command ? "expected a command (" + joined(commands) + "), found none" : error.what();
}

}  // namespace

void parse_command_line(CLI::App& app, int argc, char** argv) {
  refuse_empty_values(app);
  std::vector<std::string> arguments;
  bool has_options = true;  // until "--"
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    has_options = has_options && argument != "--";
    const bool is_empty = has_options && argument.starts_with("--") && argument.find('=') == argument.size() - 1;
    if (is_empty) argument.pop_back();
    arguments.push_back(std::move(argument));
    if (is_empty) arguments.emplace_back();  // or the parser would take the next argument for the value
  }
  std::ranges::reverse(arguments);  // as the parser wants them
  app.parse(std::move(arguments));
}

int end_of_parsing(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() != 0) return usage_error(app, mistake(app, error));
  app.exit(error);
  return is_output_written(app.get_name()) ? 0 : 1;
}

int usage_error(const CLI::App& app, const std::string& message) {
  std::string command;
  for (const CLI::App* one : commands_in_use(app)) command += (command.empty() ? "" : " ") + one->get_name();
  std::cerr << app.get_name() << ": " << printable(message) << "\nRun '" << command << " --help' for the options.\n";
  return 2;
}

bool is_output_written(const std::string& program) {
  if (std::cout.flush()) return true;
  std::cerr << program << ": standard output cannot be written\n";
  return false;
}

}  // namespace affectus
