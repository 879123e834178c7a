#include "reproduction/systems.h"

#include <algorithm>
#include <set>

#include "affectus/error.h"
#include "base/content_hash.h"
#include "storage/files.h"
#include "text/joined.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr const char* tuning_name = "tuning";

// Of recipes in a folder, those of the table first.
std::vector<std::string> recipe_names(const fs::path& folder) {
  std::set<std::string> found;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed))
    if (entry.path().extension() == ".toml" && entry.path().stem() != tuning_name)
      found.insert(entry.path().stem().string());
  if (found.empty())
    throw Error(ErrorCode::not_found, folder.string() + ": expected a folder with recipes, NAME.toml, found none");
  std::vector<std::string> names;
  for (const std::string& name : system_names())
    if (found.erase(name) > 0) names.push_back(name);
  names.insert(names.end(), found.begin(), found.end());
  return names;
}

// Those whose trained encoders it uses, each once.
std::vector<std::string> encoder_systems(const Recipe& recipe) {
  std::vector<std::string> systems;
  for (const FrontEndChoice& front_end : recipe.front_ends)
    if (std::string system = trained_by(front_end.name);
        !system.empty() && std::ranges::find(systems, system) == systems.end())
      systems.push_back(std::move(system));
  return systems;
}

// An encoder that another system has trained stays as it is, with the options with which it was trained.
void check_trained_encoders(const Recipe& recipe, const std::string& file) {
  for (const FrontEndChoice& front_end : recipe.front_ends) {
    const std::string system = trained_by(front_end.name);
    if (system.empty()) continue;
    const std::string where = file + ": front end " + front_end.name + ": expected ";
    if (recipe.encoder) throw Error(ErrorCode::invalid_format, where + "a recipe without [encoder], found one with it");
    if (front_end.options != FrontEndChoice().options)
      throw Error(ErrorCode::invalid_format,
                  where + "no options (it has those of " + system + ".toml), found " + front_end.options);
  }
}

class SystemReader {
 public:
  SystemReader(const SystemOptions& options, const Tuning& tuning)
      : options_(options), tuning_(tuning), names_(recipe_names(options.recipes)) {}

  std::vector<System> read() {
    for (const std::string& name : options_.chosen)
      if (!is_there(name))
        throw Error(ErrorCode::invalid_argument, "--systems: expected some of " + joined(names_) + ", found '" + name + "'");
    for (const std::string& name : names_) {
      const bool is_chosen = std::ranges::find(options_.chosen, name) != options_.chosen.end();
      if (!options_.chosen.empty() && !is_chosen) continue;
      if (options_.fine_tuned.empty() && needs_fine_tuned(name)) {
        if (is_chosen)
          throw Error(ErrorCode::invalid_argument, "--systems " + name + ": expected --fine-tune ENCODER@LAYER, found none");
        continue;
      }
      add(name);
    }
    return std::move(systems_);
  }

 private:
  bool is_there(const std::string& name) const { return std::ranges::find(names_, name) != names_.end(); }

  // It, or a system that it needs, fine-tunes the encoder of --fine-tune.
  bool needs_fine_tuned(const std::string& name) const {
    std::set<std::string> seen;
    return needs_fine_tuned(name, seen);
  }
  bool needs_fine_tuned(const std::string& name, std::set<std::string>& seen) const {
    if (!is_there(name) || !seen.insert(name).second) return false;
    const Recipe recipe = Recipe::read(file_of(name));
    if (std::ranges::find(recipe.front_ends, fine_tuned_placeholder, &FrontEndChoice::name) != recipe.front_ends.end())
      return true;
    std::vector<std::string> needed = encoder_systems(recipe);
    if (recipe.teacher) needed.push_back(recipe.teacher->name);
    return std::ranges::any_of(needed, [&](const std::string& one) { return needs_fine_tuned(one, seen); });
  }

  // With the systems that it needs before it.
  void add(const std::string& name) {
    if (!begun_.insert(name).second) return;
    if (name == representation_placeholder) {
      for (std::size_t i = 0; i < options_.representations.size(); ++i) {
        System system = read(name, {options_.representations[i]});
        system.id += "-" + std::to_string(i + 1);
        system.title += " " + options_.representations[i];
        systems_.push_back(std::move(system));
      }
      return;
    }
    System system = read(name, options_.representations);
    if (!system.teacher.empty() && !add_needed(system.teacher))
      throw Error(
          ErrorCode::invalid_format,
          file_of(name).string() + ": expected another recipe of this folder as teacher, found '" + system.teacher + "'");
    for (const std::string& one : system.encoders)
      if (const System* const trains = add_needed(one); !trains || !trains->candidates.front().encoder)
        throw Error(ErrorCode::invalid_format, file_of(name).string() + ": front end " + one +
                                                   std::string(trained_encoder_ending) +
                                                   ": expected another recipe of this folder, with [encoder], before '" +
                                                   std::string(trained_encoder_ending) + "', found '" + one + "'");
    systems_.push_back(std::move(system));
  }

  // Null: no recipe of the folder, or one that needs this one itself.
  const System* add_needed(const std::string& name) {
    if (is_there(name)) add(name);
    const auto found = std::ranges::find(systems_, name, &System::id);
    return found == systems_.end() ? nullptr : &*found;
  }

  fs::path file_of(const std::string& name) const { return options_.recipes / (name + ".toml"); }

  System read(const std::string& name, const std::vector<std::string>& representations) const {
    const std::string file = file_of(name).string();
    const std::string text = read_file(file);
    const Recipe plain = Recipe::parse(text, file);  // what is wrong with it has its own line's number here
    check_trained_encoders(plain, file);
    const bool is_fine_tuned =
        std::ranges::find(plain.front_ends, fine_tuned_placeholder, &FrontEndChoice::name) != plain.front_ends.end();
    const auto filled = [&](const std::string& candidate) {
      std::vector<std::string> overrides = {candidate};
      if (is_fine_tuned && plain.encoder && plain.encoder->train == EncoderOptions::Train::top && plain.encoder->layers == 0)
        overrides.push_back("encoder.layers = " + std::to_string(options_.learning_layers));
      if (options_.epochs > 0) overrides.push_back("training.epochs = " + std::to_string(options_.epochs));
      return fill_recipe(text, file, representations, overrides, options_.fine_tuned);
    };
    System system{.recipe = name,
                  .id = name,
                  .title = name,
                  .candidates = {},
                  .teacher = {},
                  .encoders = encoder_systems(plain),
                  .recipe_hash = content_hash(filled(""))};
    if (is_fine_tuned) system.title += " " + options_.fine_tuned;
    for (const std::string& candidate : tuning_.candidates)
      system.candidates.push_back(Recipe::parse(filled(candidate), file));
    if (system.candidates.front().teacher) system.teacher = system.candidates.front().teacher->name;
    return system;
  }

  const SystemOptions& options_;
  const Tuning& tuning_;
  std::vector<std::string> names_;
  std::set<std::string> begun_;
  std::vector<System> systems_;
};

}  // namespace

const std::vector<std::string>& system_names() {
  static const std::vector<std::string> names = {
      baseline_system,   "filterbank-prosody", "representation",     "representations",
      "fusion",          "multi-task",         student_alone_system, student_system,
      "fine-tuned-lora", "fine-tuned-top",     "fine-tuned-fusion",  "fine-tuned-student"};
  return names;
}

Tuning read_tuning(const fs::path& recipes) {
  const fs::path file = recipes / (std::string(tuning_name) + ".toml");
  if (!fs::exists(file)) return {.folds = 1, .candidates = {""}};
  return parse_tuning(read_file(file), file.string());
}

std::vector<System> read_systems(const SystemOptions& options, const Tuning& tuning) {
  return SystemReader(options, tuning).read();
}

std::size_t usual_learning_layers(std::size_t used_layers) { return (5 * used_layers + 7) / 8; }

std::vector<FrontEndChoice> learning_front_ends(const std::vector<System>& systems) {
  std::vector<FrontEndChoice> choices;
  for (const System& system : systems)
    for (const Recipe& recipe : system.candidates)
      if (recipe.encoder &&
          std::ranges::find(choices, recipe.front_ends.front().name, &FrontEndChoice::name) == choices.end())
        choices.push_back(recipe.front_ends.front());
  return choices;
}

std::vector<FrontEndChoice> encoder_front_ends(const std::vector<System>& systems) {
  std::vector<FrontEndChoice> choices;
  for (const System& system : systems) {
    if (system.candidates.front().encoder) continue;
    for (const FrontEndChoice& choice : system.candidates.front().front_ends)
      if (choice.name.find('@') != std::string::npos && trained_by(choice.name).empty() &&
          std::ranges::find(choices, choice.name, &FrontEndChoice::name) == choices.end())
        choices.push_back(choice);
  }
  return choices;
}

}  // namespace affectus
