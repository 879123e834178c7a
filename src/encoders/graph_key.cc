#include "encoders/graph_key.h"

#include "cache/content_key.h"

namespace affectus {
namespace {

constexpr const char* graph_version = "graph 1";

}  // namespace

std::string graph_key(std::span<const std::filesystem::path> files, const std::string& settings) {
  ContentKey key;
  key.add(graph_version).add(settings);
  for (const std::filesystem::path& file : files) {
    const std::filesystem::path place = std::filesystem::canonical(file);
    key.add(place.string())
        .add(std::to_string(std::filesystem::file_size(place)))
        .add(std::to_string(std::filesystem::last_write_time(place).time_since_epoch().count()));
  }
  return key.text();
}

}  // namespace affectus
