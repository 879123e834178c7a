// The inputs that the user named: files, folders, globs, lists, standard input.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/console.h"

namespace affectus {

struct Input {
  std::string name;                // as the user named it (or: the folder as named, and the path within)
  std::filesystem::path path;      // to be opened; "-" is standard input
  std::filesystem::path relative;  // for a file of its own in an output folder: path within the folder that was given,
                                   // without extension; unique among the inputs
  std::string listed;              // the place in a list that names it, "list.txt:3"; empty: not in a list
};

/// A message about an input that failed, with the line of the list that names it.
inline std::string failure_text(const Input& input, const std::string& message) {
  return input.listed.empty() ? message : input.listed + ": " + message;
}

/// Receives messages for the user, one line each.
struct InputObserver {
  std::function<void(const std::string&)> missing;      // a name that matches nothing, or an input that cannot be read
  std::function<void(const std::string&)> passed_over;  // the files of a folder that were left out
};

/// Shows all messages on `console` and sets `missing` at the first missing input. Both must outlive the observer.
InputObserver console_input_observer(Console& console, bool& missing);

/// Finds the inputs, in the order of the arguments. A folder means the recordings in it and its sub-folders (by extension,
/// sorted, without hidden files). A word with *, ?, [..] or ** that is not the name of a file is a glob. @FILE is a list
/// with one path on each line (# and empty lines are ignored; paths are relative to the current folder, or else to that of
/// the list; any encoding of decode_text, Windows separators and any Unicode composition are read). - is standard input,
/// also on a line of a list. A plain name is taken as it is; only opening it shows whether it can be read. Throws
/// Error(invalid_argument) for standard input twice. `observer` receives a message for each argument or line that matches
/// nothing, and the others are found. If nothing is found at all, the observer was told why.
std::vector<Input> find_inputs(const std::vector<std::string>& arguments, const InputObserver& observer);

}  // namespace affectus
