#include "cli/inputs.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "affectus/error.h"
#include "audio/recording_names.h"
#include "cli/glob.h"
#include "storage/files.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

bool has_glob_character(const std::string& text) { return text.find_first_of("*?[") != std::string::npos; }

/// Collects inputs and keeps their relative names unique.
class Collector {
 public:
  explicit Collector(const std::function<void(const std::string&)>& on_missing) : on_missing_(on_missing) {}

  void add_argument(const std::string& argument) {
    std::error_code ignored;
    if (argument == "-") return add("-", "-", "stdin");
    if (argument.size() > 1 && argument[0] == '@' && !fs::exists(argument, ignored)) return add_list(argument.substr(1));
    add_name(argument);
  }

  std::vector<Input> take() { return std::move(inputs_); }

 private:
  void add_name(const std::string& name) {
    std::error_code ignored;
    if (fs::is_directory(name, ignored)) return add_folder(name);
    if (has_glob_character(name) && !fs::exists(name, ignored)) return add_glob(name);
    add(name, name, fs::path(name).filename());
  }

  void add_folder(const std::string& name) {
    const std::vector<fs::path> files = search(name, [](const fs::path& file) { return is_recording_name(file); });
    if (files.empty()) on_missing_(name + ": expected recordings in this folder, found none");
    for (const fs::path& file : files) add(file.string(), file, file.lexically_relative(name));
  }

  void add_glob(const std::string& pattern) {
    // The folder above the first special character is where the search begins.
    fs::path root;
    for (const fs::path& part : fs::path(pattern)) {
      if (has_glob_character(part.string())) break;
      root /= part;
    }
    const fs::path start = root.empty() ? fs::path(".") : root;
    const auto matches = [&](const fs::path& file) {
      return glob_match(pattern, root.empty() ? file.lexically_relative(".").string() : file.string());
    };
    const std::vector<fs::path> files = search(start, matches);
    if (files.empty()) on_missing_(pattern + ": matches no file");
    for (const fs::path& file : files) {
      const std::string name = root.empty() ? file.lexically_relative(".").string() : file.string();
      add(name, file, file.lexically_relative(start));
    }
  }

  void add_list(const std::string& list) {
    std::istringstream lines(read_file(list));
    std::string line;
    for (bool first = true; std::getline(lines, line); first = false) {
      if (first && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty() || line[0] == '#') continue;
      std::error_code ignored;
      const fs::path beside = fs::path(list).parent_path() / line;
      add_name(fs::path(line).is_relative() && !fs::exists(line, ignored) && fs::exists(beside, ignored) ? beside.string()
                                                                                                         : line);
    }
  }

  // Files below `folder` that `accepts` takes, sorted; hidden ones and what cannot be read are passed over.
  template <typename Accepts>
  std::vector<fs::path> search(const fs::path& folder, const Accepts& accepts) const {
    std::vector<fs::path> files;
    std::error_code error;
    auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code ignored;
      const bool hidden = entry->path().filename().string().starts_with('.');
      if (hidden && entry->is_directory(ignored)) entry.disable_recursion_pending();
      if (!hidden && entry->is_regular_file(ignored) && accepts(entry->path())) files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  void add(const std::string& name, const fs::path& path, fs::path relative) {
    relative.replace_extension();
    std::string unique = relative.string();
    for (int copy = 2; taken_.contains(unique); ++copy) unique = relative.string() + "-" + std::to_string(copy);
    taken_.insert(unique);
    inputs_.push_back({name, path, unique});
  }

  const std::function<void(const std::string&)>& on_missing_;
  std::vector<Input> inputs_;
  std::set<std::string> taken_;
};

}  // namespace

std::vector<Input> find_inputs(const std::vector<std::string>& arguments,
                               const std::function<void(const std::string& message)>& on_missing) {
  Collector collector(on_missing);
  for (const std::string& argument : arguments) collector.add_argument(argument);
  std::vector<Input> inputs = collector.take();
  if (inputs.empty()) throw Error(ErrorCode::not_found, "no recordings to read");
  return inputs;
}

}  // namespace affectus
