// Where corpora are on this machine.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace affectus {

/// Where a corpus named in a recipe is: `given` (NAME=PATH options), then AFFECTUS_CORPORA, then ../shared/corpora beside
/// the checkout. Returns the manifest's path. Throws Error(not_found) that says where it looked and how to tell.
std::filesystem::path locate_corpus(const std::string& name, const std::map<std::string, std::filesystem::path>& given);
/// The same for a user's word: a manifest, a folder that holds one, or the name of a corpus.
std::filesystem::path find_manifest(const std::string& word, const std::map<std::string, std::filesystem::path>& given);
/// What --corpus NAME=PATH options say. Throws Error(invalid_argument).
std::map<std::string, std::filesystem::path> parse_corpus_paths(const std::vector<std::string>& texts);

}  // namespace affectus
