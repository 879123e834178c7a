#include "checkpoint/zip_directory.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "affectus/error.h"

namespace affectus {
namespace {

constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t member_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint32_t end64_signature = 0x06064b50;
constexpr std::uint32_t end64_locator_signature = 0x07064b50;
constexpr std::size_t end_size = 22;
constexpr std::size_t longest_comment = 65535;
constexpr std::uint64_t in_extra_field = 0xffffffff;

class Archive {
 public:
  Archive(std::span<const std::byte> bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  std::map<std::string, std::span<const std::byte>> members() {
    find_directory();
    std::map<std::string, std::span<const std::byte>> result;
    std::uint64_t at = directory_;
    for (std::uint64_t i = 0; i < count_; ++i) {
      if (number<std::uint32_t>(at) != member_signature) fail("an entry of the directory", "something else");
      const auto flags = number<std::uint16_t>(at + 8);
      const auto method = number<std::uint16_t>(at + 10);
      const auto name_size = number<std::uint16_t>(at + 28);
      const auto extra_size = number<std::uint16_t>(at + 30);
      const auto comment_size = number<std::uint16_t>(at + 32);
      const std::string name = text(at + 46, name_size);
      std::uint64_t stored = number<std::uint32_t>(at + 20);
      std::uint64_t size = number<std::uint32_t>(at + 24);
      std::uint64_t local = number<std::uint32_t>(at + 42);
      read_zip64_sizes(at + 46 + name_size, extra_size, size, stored, local);
      if (method != 0 || stored != size || (flags & 1) != 0)
        throw Error(ErrorCode::unsupported,
                    file_ + ": member " + name + ": expected it stored as it is, found it compressed or encrypted");
      if (!result.emplace(name, content(name, local, size)).second) fail("one member " + name, "two");
      at += 46ULL + name_size + extra_size + comment_size;
    }
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& expected, const std::string& found) const {
    throw Error(ErrorCode::invalid_format, file_ + ": zip archive: expected " + expected + ", found " + found);
  }
  std::span<const std::byte> part(std::uint64_t at, std::uint64_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) fail("more data", "the end of the file");
    return bytes_.subspan(at, size);
  }
  template <typename Number>
  Number number(std::uint64_t at) const {
    Number value;
    std::memcpy(&value, part(at, sizeof value).data(), sizeof value);
    return value;
  }
  std::string text(std::uint64_t at, std::uint64_t size) const {
    const auto bytes = part(at, size);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  // From the end of the file: the record that says where the directory is; a comment may follow it.
  void find_directory() {
    if (bytes_.size() < end_size) fail("an end record", "a file of " + std::to_string(bytes_.size()) + " bytes");
    const std::size_t last = bytes_.size() - end_size;
    std::size_t at = last;
    while (number<std::uint32_t>(at) != end_signature) {
      if (at == 0 || last - at == longest_comment) fail("an end record", "none");
      --at;
    }
    count_ = number<std::uint16_t>(at + 10);
    directory_ = number<std::uint32_t>(at + 16);
    if ((count_ != 0xffff && directory_ != in_extra_field) || at < 20) return;
    if (number<std::uint32_t>(at - 20) != end64_locator_signature) return;
    const auto end64 = number<std::uint64_t>(at - 20 + 8);
    if (number<std::uint32_t>(end64) != end64_signature) fail("a zip64 end record", "something else");
    count_ = number<std::uint64_t>(end64 + 32);
    directory_ = number<std::uint64_t>(end64 + 48);
  }

  // Sizes and offset that do not fit 32 bits are in an extra field, in this order.
  void read_zip64_sizes(std::uint64_t at, std::uint64_t extra_size, std::uint64_t& size, std::uint64_t& stored,
                        std::uint64_t& local) const {
    const std::uint64_t end = at + extra_size;
    while (at + 4 <= end) {
      const auto id = number<std::uint16_t>(at);
      const auto field_size = number<std::uint16_t>(at + 2);
      if (id == 1) {
        std::uint64_t value = at + 4;
        for (std::uint64_t* wanted : {&size, &stored, &local}) {
          if (*wanted != in_extra_field) continue;
          if (value + 8 > at + 4 + field_size) fail("a zip64 size", "none");
          *wanted = number<std::uint64_t>(value);
          value += 8;
        }
        return;
      }
      at += 4ULL + field_size;
    }
  }

  std::span<const std::byte> content(const std::string& name, std::uint64_t local, std::uint64_t size) const {
    if (number<std::uint32_t>(local) != local_signature) fail("a header of member " + name, "something else");
    const std::uint64_t header = 30ULL + number<std::uint16_t>(local + 26) + number<std::uint16_t>(local + 28);
    part(local, header);
    return part(local + header, size);
  }

  std::span<const std::byte> bytes_;
  const std::string& file_;
  std::uint64_t count_ = 0;
  std::uint64_t directory_ = 0;
};

}  // namespace

std::map<std::string, std::span<const std::byte>> read_zip_directory(std::span<const std::byte> archive,
                                                                     const std::string& file) {
  return Archive(archive, file).members();
}

}  // namespace affectus
