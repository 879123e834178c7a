#include "training/feature_cache.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>

#include "affectus/error.h"
#include "base/files.h"

namespace affectus {
namespace {

constexpr std::string_view feature_cache_version = "1";
constexpr std::string_view magic = "AFFECTF1";

// 128 bits in two multiply-and-fold lanes over 8-byte words: not cryptographic, but nobody gains by a collision in their own
// cache.
class Hash {
 public:
  void add(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + i, std::min<std::size_t>(8, bytes.size() - i));
      first_ = fold(first_ ^ word, 0x9e3779b97f4a7c15);
      second_ = fold(second_ + word, 0xc2b2ae3d27d4eb4f);
    }
    first_ = fold(first_ ^ bytes.size(), 0xff51afd7ed558ccd);
    second_ = fold(second_ + bytes.size(), 0xc4ceb9fe1a85ec53);
  }
  std::string hexadecimal() const {
    std::array<char, 33> text;
    std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(first_),
                  static_cast<unsigned long long>(second_));
    return text.data();
  }

 private:
  static std::uint64_t fold(std::uint64_t value, std::uint64_t factor) {
    value *= factor;
    value ^= value >> 32;
    value *= factor;
    return value ^ (value >> 29);
  }
  std::uint64_t first_ = 0x243f6a8885a308d3;
  std::uint64_t second_ = 0x13198a2e03707344;
};

std::string hash_of(std::string_view bytes) {
  Hash hash;
  hash.add(bytes);
  return hash.hexadecimal();
}

// magic, hash of the values, values.
std::optional<Frames> read_frames(const std::filesystem::path& file, std::size_t dim) {
  constexpr std::size_t header = magic.size() + 32;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::nullopt;
  std::string content;
  try {
    content = read_file(file);
  } catch (const Error&) {
    return std::nullopt;
  }
  const std::string_view view = content;
  if (view.size() < header || !view.starts_with(magic)) return std::nullopt;
  const std::string_view values = view.substr(header);
  if (values.size() % (dim * sizeof(float)) != 0 || view.substr(magic.size(), 32) != hash_of(values)) return std::nullopt;
  Frames frames(dim);
  frames.resize(values.size() / (dim * sizeof(float)));
  std::memcpy(frames.data(), values.data(), values.size());
  return frames;
}

void write_frames(const std::filesystem::path& file, const Frames& frames) {
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  const std::string_view values(reinterpret_cast<const char*>(frames.data()), frames.count() * frames.dim() * sizeof(float));
  try {
    write_file_atomically(file, [&](std::ostream& stream) { stream << magic << hash_of(values) << values; });
  } catch (const Error&) {
    // The features are at hand; the next run computes them again.
  }
}

std::filesystem::path folder_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

}  // namespace

FeatureCache FeatureCache::standard() {
  if (const auto folder = folder_of("AFFECTUS_CACHE_DIR"); !folder.empty()) return FeatureCache(folder / "features");
  if (const auto folder = folder_of("XDG_CACHE_HOME"); !folder.empty())
    return FeatureCache(folder / "affectus" / "features");
  if (const auto folder = folder_of("HOME"); !folder.empty())
    return FeatureCache(folder / ".cache" / "affectus" / "features");
  return FeatureCache({});
}

RawFeatures FeatureCache::get(const std::filesystem::path& recording, const FeatureExtractor& extractor,
                              const std::function<std::vector<float>()>& samples) const {
  if (folder_.empty()) return extractor.compute(samples());
  const std::string content = read_file(recording);
  std::vector<std::filesystem::path> files;
  RawFeatures features;
  for (std::size_t i = 0; i < extractor.front_end_count(); ++i) {
    Hash hash;
    hash.add(feature_cache_version);
    hash.add(extractor.entries()[i].name);
    hash.add(extractor.entries()[i].options);
    hash.add(content);
    const std::string name = hash.hexadecimal();
    files.push_back(folder_ / name.substr(0, 2) / name.substr(2));
    if (auto frames = read_frames(files.back(), extractor.front_end(i).dim())) features.push_back(std::move(*frames));
  }
  if (features.size() == files.size()) return features;
  features = extractor.compute(samples());
  for (std::size_t i = 0; i < files.size(); ++i) write_frames(files[i], features[i]);
  return features;
}

}  // namespace affectus
