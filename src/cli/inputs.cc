#include "cli/inputs.h"

#include <set>

#include "affectus/error.h"
#include "audio/recording_names.h"
#include "cli/folder_search.h"
#include "cli/glob.h"
#include "names/file_names.h"
#include "storage/files.h"
#include "text/split.h"
#include "text/text_encoding.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

bool has_glob_character(const std::string& text) { return text.find_first_of("*?[") != std::string::npos; }

/// Collects inputs and keeps their relative names unique.
class Collector {
 public:
  explicit Collector(const InputObserver& observer) : observer_(observer) {}

  void add_argument(const std::string& argument) {
    std::error_code ignored;
    if (argument.size() > 1 && argument[0] == '@' && !fs::exists(argument, ignored)) return add_list(argument.substr(1));
    add_name(argument);
  }

  std::vector<Input> take() { return std::move(inputs_); }

 private:
  void miss(const std::string& message) const { observer_.missing(listed_.empty() ? message : listed_ + ": " + message); }

  void add_name(const std::string& name) {
    if (name == "-") return add_standard_input();
    std::error_code ignored;
    if (fs::is_directory(name, ignored)) return add_folder(name);
    if (has_glob_character(name) && !fs::exists(name, ignored)) return add_glob(name);
    add(name, name, fs::path(name).filename());
  }

  void add_standard_input() {
    if (has_standard_input_)
      throw Error(ErrorCode::invalid_argument,
                  (listed_.empty() ? "" : listed_ + ": ") + std::string("expected - (standard input) once, found it twice"));
    has_standard_input_ = true;
    add("-", "-", "stdin");
  }

  void add_folder(const std::string& name) {
    const FolderSearch found = search(name, [](const fs::path& file) { return is_recording_name(file); });
    const std::string passed_over = found.passed_over();
    if (found.files.empty() && found.errors.empty())
      miss(name + ": expected recordings in this folder, found " + (passed_over.empty() ? "none" : passed_over));
    else if (!passed_over.empty())
      observer_.passed_over(name + ": passed over " + passed_over);
    for (const fs::path& file : found.files) add(file.string(), file, file.lexically_relative(name));
  }

  void add_glob(const std::string& pattern) {
    // The folder above the first special character is where the search begins.
    fs::path root, below;
    for (const fs::path& part : fs::path(pattern)) {
      const bool is_root = below.empty() && !has_glob_character(part.string());
      (is_root ? root : below) /= part;
    }
    const fs::path start = root.empty() ? fs::path(".") : root;
    const auto relative = [&](const fs::path& path) { return path.lexically_relative(start).string(); };
    const FolderSearch found = search(
        start, [&](const fs::path& file) { return glob_match(below.string(), relative(file)); },
        [&](const fs::path& folder) { return glob_may_match_below(below.string(), relative(folder)); });
    if (found.files.empty() && found.errors.empty()) miss(pattern + ": matches no file");
    for (const fs::path& file : found.files) add((root / relative(file)).string(), file, relative(file));
  }

  void add_list(const std::string& list) {
    const std::string text = decode_text(read_file(list), list);
    std::size_t number = 0;
    bool is_empty = true;
    for (const std::string_view untrimmed : text_lines(text)) {
      ++number;
      const std::string line = trimmed(untrimmed);
      if (line.empty() || line[0] == '#') continue;
      is_empty = false;
      listed_ = list + ":" + std::to_string(number);
      add_name(listed_name(list, std::string(untrimmed), line));
    }
    listed_.clear();
    if (is_empty) observer_.missing(list + ": expected the names of recordings, a line each, found none");
  }

  // A name as the line has it, or without the space or the quotes about it, whichever is there; here or beside the list.
  static std::string listed_name(const fs::path& list, const std::string& line, const std::string& trimmed_line) {
    std::vector<std::string> names = {line, trimmed_line};
    if (trimmed_line.size() > 2 && trimmed_line.front() == '"' && trimmed_line.back() == '"')
      names.push_back(trimmed_line.substr(1, trimmed_line.size() - 2));
    for (const std::string& name : names) {
      if (const auto here = existing_path(name)) return here->string();
      if (fs::path(comparable_name(name)).is_absolute()) continue;
      if (const auto beside = existing_path(list.parent_path() / name)) return beside->string();
    }
    return names.back();
  }

  // What cannot be read is missing; what the user did not name is not.
  FolderSearch search(const fs::path& folder, const std::function<bool(const fs::path&)>& accepts,
                      const std::function<bool(const fs::path&)>& enters = {}) const {
    FolderSearch found = search_folder(folder, accepts, enters);
    for (const std::string& error : found.errors) miss(error);
    return found;
  }

  void add(const std::string& name, const fs::path& path, fs::path relative) {
    relative.replace_extension();
    std::string unique = relative.string();
    for (int copy = 2; taken_.contains(unique); ++copy) unique = relative.string() + "-" + std::to_string(copy);
    taken_.insert(unique);
    inputs_.push_back({name, path, unique, listed_});
  }

  const InputObserver& observer_;
  std::string listed_;  // the line of a list that is read
  std::vector<Input> inputs_;
  bool has_standard_input_ = false;
  std::set<std::string> taken_;
};

}  // namespace

InputObserver console_input_observer(Console& console, bool& missing) {
  return {.missing =
              [&](const std::string& message) {
                missing = true;
                console.error(message);
              },
          .passed_over = [&](const std::string& message) { console.warning(message); }};
}

std::vector<Input> find_inputs(const std::vector<std::string>& arguments, const InputObserver& observer) {
  Collector collector(observer);
  for (const std::string& argument : arguments) collector.add_argument(argument);
  std::vector<Input> inputs = collector.take();
  if (inputs.empty()) observer.missing("no recordings to read");
  return inputs;
}

}  // namespace affectus
