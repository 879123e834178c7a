#include "encoders/graph_key.h"

#include "base/content_key.h"

namespace affectus {
namespace {

constexpr const char* graph_version = "graph 2";

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

std::string precision_key(const EncoderRuntime& runtime) {
  std::string name = to_string(runtime.precision);
  if (runtime.device != "CPU") name += " on " + runtime.device;
  if (runtime.precision != EncoderRuntime::Precision::int8) return name;
  const std::span<const float> speech = runtime.calibration;
  return name + " " + std::to_string(runtime.largest_change) + " " +
         ContentKey().add({reinterpret_cast<const char*>(speech.data()), speech.size_bytes()}).text();
}

}  // namespace affectus
