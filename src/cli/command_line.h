// Parses the arguments of a program, and tells the user what is wrong with them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace affectus {

/// Throws CLI::ParseError, and Error of the options' own functions. Empty values are errors, also "--option=".
void parse_command_line(CLI::App& app, int argc, char** argv);

/// The exit code of a program whose arguments the parser threw out. Prints the help or the version (1: standard output
/// cannot be written), or the mistake (2) with the names that may have been meant.
int end_of_parsing(const CLI::App& app, const CLI::ParseError& error);

/// Prints a mistake in the arguments, and the command that describes them, "affectus corpus info --help". Returns 2.
int usage_error(const CLI::App& app, const std::string& message);

/// Whether all that was printed has arrived; prints an error if it has not.
bool is_output_written(const std::string& program);

}  // namespace affectus
