// The systems, which are the rows of the table, and their recipes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "recipe/recipe.h"
#include "reproduction/recipe_template.h"

namespace affectus {

struct System {
  std::string recipe;              // "representation": the recipe's file
  std::string id;                  // "representation-1": a folder's name
  std::string title;               // for readers, with the representation's name
  std::vector<Recipe> candidates;  // its recipe with each candidate of the tuning; the corpus is called "corpus"
  std::vector<Recipe> joined;      // the same, learning from the corpus's development partition, too
  std::string teacher;             // id of the system that its [teacher] names; empty: none
  std::string recipe_hash;         // of the recipe's text before tuning
};

/// The name of the protocol's corpus in the recipes.
inline constexpr const char* protocol_corpus = "corpus";
/// The baseline of the gains, and the student with and without its teacher.
inline constexpr const char* baseline_system = "filterbank";
inline constexpr const char* student_system = "student";
inline constexpr const char* student_alone_system = "student-alone";

/// All recipes' names in the table's order: filterbank, filterbank-prosody, representation, representations, fusion,
/// multi-task, student-alone, student.
const std::vector<std::string>& system_names();

struct SystemOptions {
  std::filesystem::path recipes;             // folder with NAME.toml
  std::vector<std::string> chosen;           // names; empty: all. A teacher comes with its student
  std::vector<std::string> representations;  // front ends
  std::size_t epochs = 0;                    // replaces that of the recipes; 0: theirs
};

/// "representation" becomes a system for each representation. A teacher comes before its student. Throws Error if a recipe
/// is missing or invalid, a system is unknown, or a teacher is not one of the systems.
std::vector<System> read_systems(const SystemOptions& options, const Tuning& tuning);

}  // namespace affectus
