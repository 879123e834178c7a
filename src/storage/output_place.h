// The destination of an output.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "base/project.h"

namespace affectus {

/// The kind and place of a destination.
struct OutputPlace {
  enum class Kind {
    file,       // a regular file, or nothing yet: replaced as a whole
    stream,     // a device or a pipe: written to
    descriptor  // one of this process, as /dev/stdout and /dev/fd/63: written to at its current position
  };
  Kind kind = Kind::file;
  std::filesystem::path path;       // with symbolic links followed
  std::optional<struct stat> file;  // the existing regular file
  int descriptor = -1;              // for Kind::descriptor
};

/// Follows links, also to a file that does not exist yet. Throws Error(unwritable) that names `output` for a folder, for a
/// file that may not be written, and for broken links into missing folders.
OutputPlace find_output_place(const std::filesystem::path& output);

/// Whether `output` is a device, a pipe or a descriptor of this process.
AFFECTUS_PROJECT bool is_stream(const std::filesystem::path& output);

/// Checks before the work that an output can be written. Throws Error(unwritable) that names it.
AFFECTUS_PROJECT void require_writable(const std::filesystem::path& output);

/// For a file that is replaced as a whole: throws Error(unwritable) for an error of making a file in its folder.
[[noreturn]] void throw_unmakeable(const std::filesystem::path& output, const OutputPlace& place, int error);

/// Throws Error(unwritable): `output` "cannot be written", with the reason.
[[noreturn]] void throw_unwritable(const std::filesystem::path& output, int error);

}  // namespace affectus
