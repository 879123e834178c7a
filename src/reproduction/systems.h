// The systems, which are the rows of the table, and their recipes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "recipe/recipe.h"
#include "reproduction/recipe_template.h"

namespace affectus {

struct System {
  std::string recipe;                 // "representation": the recipe's file
  std::string id;                     // "representation-1": a folder's name
  std::string title;                  // for readers, with the representation's name
  std::vector<Recipe> candidates;     // its recipe with each candidate of the tuning, before a fold's corpora are filled in
  std::string teacher;                // id of the system that its [teacher] names; empty: none
  std::vector<std::string> encoders;  // ids of the systems whose trained encoders are among its front ends, each once
  std::string recipe_hash;            // of the recipe's text before tuning
};

/// The student with and without its teacher, and the baseline of the gains unless the user names another.
inline constexpr const char* baseline_system = "filterbank";
inline constexpr const char* student_system = "student";
inline constexpr const char* student_alone_system = "student-alone";

/// The recipes of recipes/reproduce in the table's order: filterbank, filterbank-prosody, representation, representations,
/// fusion, multi-task, student-alone, student, fine-tuned-lora, fine-tuned-top, fine-tuned-fusion, fine-tuned-student.
const std::vector<std::string>& system_names();

struct SystemOptions {
  std::filesystem::path recipes;             // folder with NAME.toml
  std::vector<std::string> chosen;           // names; empty: all. A teacher comes with its student, and an encoder's system
  std::vector<std::string> representations;  // front ends
  std::size_t epochs = 0;                    // replaces that of the recipes; 0: theirs
  std::string fine_tuned;                    // the encoder to fine-tune, NAME@LAYER; empty: without systems that do so
  std::size_t learning_layers = 0;           // how many of its layers learn where a recipe's "top" does not say
};

/// tuning.toml of the folder of recipes; without one, the recipes as they are.
Tuning read_tuning(const std::filesystem::path& recipes);

/// The recipes of the folder, in the order of system_names(), then by name. "representation" becomes a system for each
/// representation. A teacher comes before its student, and the system that trains an encoder before those that use it as
/// "SYSTEM@encoder". Throws Error if a chosen recipe is missing or invalid, or a teacher or such a system is not one of the
/// recipes. Systems that fine-tune the encoder of SystemOptions::fine_tuned, and those that need one of them, are read only
/// where it is given; chosen without it they are an Error.
std::vector<System> read_systems(const SystemOptions& options, const Tuning& tuning);

/// Five eighths of the layers that are used, rounded up: 15 of WavLM-large's 24.
std::size_t usual_learning_layers(std::size_t used_layers);

/// The encoders that systems let learn, as these start: each name once.
std::vector<FrontEndChoice> learning_front_ends(const std::vector<System>& systems);

/// The systems' front ends that encoders compute and that stay as they are, each name once, with the options that the first
/// system has for it. Those that other systems train ("SYSTEM@encoder") are not among them.
std::vector<FrontEndChoice> encoder_front_ends(const std::vector<System>& systems);

}  // namespace affectus
