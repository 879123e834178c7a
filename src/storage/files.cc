#include "storage/files.h"

#include <cerrno>
#include <fstream>

#include "affectus/error.h"
#include "storage/file_descriptor.h"

namespace affectus {

void write_file_atomically(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write,
                           FileSystem& system) {
  OutputFile output(file, OutputFile::Access::in_order, system);
  write(output.stream());
  output.commit();
}

void write_file_atomically(const std::filesystem::path& file, std::string_view text) {
  write_file_atomically(file, [&](std::ostream& stream) { stream << text; });
}

void publish_file(int descriptor, const std::filesystem::path& part, const std::filesystem::path& file, FileSystem& system) {
  if (system.fsync(descriptor) != 0 || system.rename(part.c_str(), file.c_str()) != 0 ||
      !sync_folder(folder_of(file), system))
    throw_unwritable(file, errno);
}

void link_atomically(const std::filesystem::path& target, const std::filesystem::path& link, FileSystem& system) {
  TemporaryName temporary(
      system, make_under_new_name(folder_of(link), [&](const char* name) { return system.symlink(target.c_str(), name); }));
  if (temporary.path().empty() || !temporary.rename(link) || !sync_folder(folder_of(link), system))
    throw Error(ErrorCode::unwritable, link.string() + ": cannot be linked: " + system_reason(errno));
}

std::string read_file(const std::filesystem::path& file, std::size_t limit) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::none)
    throw Error(ErrorCode::unreadable, file.string() + ": cannot be read: " + error.message());
  if (!std::filesystem::exists(status)) throw Error(ErrorCode::not_found, file.string() + ": no such file");
  if (std::filesystem::is_directory(status))
    throw Error(ErrorCode::unreadable, file.string() + ": is a folder, expected a file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(ErrorCode::unreadable, file.string() + ": cannot be read: " + system_reason(errno));
  std::string content;
  char block[65536];
  while (stream.read(block, sizeof block), stream.gcount() > 0) {
    content.append(block, static_cast<std::size_t>(stream.gcount()));
    if (content.size() > limit)
      throw Error(ErrorCode::invalid_format, file.string() + ": larger than " + std::to_string(limit) + " bytes");
  }
  if (stream.bad()) throw Error(ErrorCode::unreadable, file.string() + ": cannot be read: " + system_reason(errno));
  return content;
}

}  // namespace affectus
