// Locates corpora on this machine.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace affectus {

/// Locates a corpus that a recipe names: by `given` (NAME=PATH options), then in AFFECTUS_CORPORA, then in ../shared/corpora
/// beside the checkout. Returns the manifest's path. Throws Error(not_found) that lists the places it searched and the
/// options that locate a corpus.
std::filesystem::path locate_corpus(const std::string& name, const std::map<std::string, std::filesystem::path>& given);
/// The same for a user's word: a manifest, a folder that holds one, or the name of a corpus.
std::filesystem::path find_manifest(const std::string& word, const std::map<std::string, std::filesystem::path>& given);
/// Parses --corpus NAME=PATH options. Throws Error(invalid_argument).
std::map<std::string, std::filesystem::path> parse_corpus_paths(const std::vector<std::string>& texts);

}  // namespace affectus
