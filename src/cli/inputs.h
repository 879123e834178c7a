// What the user named as inputs: files, folders, globs, lists, standard input.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace affectus {

struct Input {
  std::string name;                // as the user named it (or: the folder as named, and the path within)
  std::filesystem::path path;      // to be opened; "-" is standard input
  std::filesystem::path relative;  // for a file of its own in an output folder: path within the folder that was given,
                                   // without extension; unique among the inputs
  std::string listed;              // where a list names it, "list.txt:3"; empty: no list does
};

/// What went wrong with an input, with the line of the list that names it.
inline std::string failure_text(const Input& input, const std::string& message) {
  return input.listed.empty() ? message : input.listed + ": " + message;
}

/// Lines for people.
struct InputObserver {
  std::function<void(const std::string&)> missing;      // a name that stands for nothing, or something that cannot be read
  std::function<void(const std::string&)> passed_over;  // what is in a folder and was not taken
};

/// In the order of the arguments. A folder stands for the recordings in it (by extension, hidden files left out, sorted,
/// searched through); a word with *, ?, [..] or ** that is no file's name is a glob; @FILE is a list, a path a line (# and
/// empty lines are passed over; relative to the current folder, or else to the list's; in any encoding of decode_text, with
/// Windows's separators, and however its characters are composed); - is standard input. A plain name is
/// taken as it is: whether it can be read is found out when it is opened. What stands for nothing is told to `observer`
/// (one line), and the rest is found. Throws Error(not_found) where nothing is found at all.
std::vector<Input> find_inputs(const std::vector<std::string>& arguments, const InputObserver& observer);

}  // namespace affectus
