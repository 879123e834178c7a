#include "reproduction/systems.h"

#include <algorithm>

#include "affectus/error.h"
#include "base/content_hash.h"
#include "storage/files.h"
#include "text/joined.h"

namespace affectus {
namespace {

System read_system(const std::string& name, const SystemOptions& options, const Tuning& tuning,
                   const std::vector<std::string>& representations) {
  const std::filesystem::path file = options.recipes / (name + ".toml");
  const std::string text = read_file(file);
  Recipe::parse(text, file.string());  // what is wrong with it has its own line's number here
  const auto filled = [&](const std::string& candidate) {
    std::vector<std::string> overrides = {candidate};
    if (options.epochs > 0) overrides.push_back("training.epochs = " + std::to_string(options.epochs));
    return fill_recipe(text, file.string(), representations, overrides);
  };
  System system{.recipe = name,
                .id = name,
                .title = name,
                .candidates = {},
                .joined = {},
                .teacher = {},
                .recipe_hash = content_hash(filled(""))};
  for (const std::string& candidate : tuning.candidates) {
    const std::string with_keys = filled(candidate);
    system.candidates.push_back(Recipe::parse(with_keys, file.string()));
    system.joined.push_back(Recipe::parse(joined_partitions(with_keys, file.string(), protocol_corpus), file.string()));
  }
  if (system.candidates.front().teacher) system.teacher = system.candidates.front().teacher->name;
  return system;
}

std::vector<std::string> wanted_names(std::vector<std::string> chosen) {
  const std::vector<std::string>& known = system_names();
  for (const std::string& name : chosen)
    if (std::ranges::find(known, name) == known.end())
      throw Error(ErrorCode::invalid_argument, "--systems: expected some of " + joined(known) + ", found '" + name + "'");
  return chosen.empty() ? known : chosen;
}

}  // namespace

const std::vector<std::string>& system_names() {
  static const std::vector<std::string> names = {
      baseline_system, "filterbank-prosody", "representation",     "representations",
      "fusion",        "multi-task",         student_alone_system, student_system};
  return names;
}

std::vector<System> read_systems(const SystemOptions& options, const Tuning& tuning) {
  std::vector<std::string> wanted = wanted_names(options.chosen);
  std::vector<System> systems;
  for (const std::string& name : system_names()) {
    if (name == representation_placeholder) {
      for (std::size_t i = 0; i < options.representations.size(); ++i) {
        System& system = systems.emplace_back(read_system(name, options, tuning, {options.representations[i]}));
        system.id += "-" + std::to_string(i + 1);
        system.title += " " + options.representations[i];
      }
    } else {
      systems.push_back(read_system(name, options, tuning, options.representations));
      const std::string& teacher = systems.back().teacher;
      if (!teacher.empty() && std::ranges::none_of(systems, [&](const System& one) { return one.id == teacher; }))
        throw Error(ErrorCode::invalid_format, (options.recipes / (name + ".toml")).string() +
                                                   ": expected one of the systems before it as teacher, found '" + teacher +
                                                   "'");
      if (!teacher.empty() && std::ranges::find(wanted, name) != wanted.end()) wanted.push_back(teacher);
    }
  }
  std::erase_if(systems, [&](const System& system) { return std::ranges::find(wanted, system.recipe) == wanted.end(); });
  return systems;
}

}  // namespace affectus
