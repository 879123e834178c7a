#include "cache/verified_file.h"

#include <string>
#include <string_view>

#include "affectus/error.h"
#include "base/content_key.h"
#include "storage/output_file.h"

namespace affectus {
namespace {

constexpr std::string_view signature_start = "AFFECTV1";
constexpr std::size_t signature_size = signature_start.size() + 32;  // of the magic number and the hash

// The name is part of it: what belongs to another name is another's.
std::string hash_of(const std::filesystem::path& file, std::span<const std::byte> content) {
  return ContentKey()
      .add(file.filename().string())
      .add({reinterpret_cast<const char*>(content.data()), content.size()})
      .text();
}

}  // namespace

std::optional<VerifiedFile> VerifiedFile::open(const std::filesystem::path& file) {
  try {
    MappedFile mapped(file);
    if (mapped.bytes().size() < signature_size) return std::nullopt;
    const std::size_t size = mapped.bytes().size() - signature_size;
    const auto end = mapped.bytes().subspan(size);
    if (std::string_view(reinterpret_cast<const char*>(end.data()), end.size()) !=
        std::string(signature_start) + hash_of(file, mapped.bytes().first(size)))
      return std::nullopt;
    return VerifiedFile(std::move(mapped), size);
  } catch (const Error&) {
    return std::nullopt;
  }
}

// The hash is taken of what the disk gives back: the writer may have changed what it wrote before.
void write_verified_file(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write) {
  OutputFile output(file);
  write(output.stream());
  const std::string hash = hash_of(file, output.read_back().bytes());
  output.stream().seekp(0, std::ios::end);
  output.stream() << signature_start << hash;
  output.commit();
}

}  // namespace affectus
