// Where an output goes.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "base/project.h"

namespace affectus {

/// What an output's name stands for.
struct OutputPlace {
  enum class Kind {
    file,       // a regular file, or nothing yet: replaced as a whole
    stream,     // a device or a pipe: written to
    descriptor  // one of this process, as /dev/stdout and /dev/fd/63 name it: written to, where it stands
  };
  Kind kind = Kind::file;
  std::filesystem::path path;       // with symbolic links followed
  std::optional<struct stat> file;  // the regular file that is there
  int descriptor = -1;              // of Kind::descriptor
};

/// Follows links, also one to a file that is not there yet. Throws Error(unwritable) that names `output` for a folder, for a
/// file that may not be written, and for links that lead nowhere.
OutputPlace find_output_place(const std::filesystem::path& output);

/// Whether it is a device, a pipe or a descriptor of this process.
AFFECTUS_PROJECT bool is_stream(const std::filesystem::path& output);

/// Whether an output can be written at all, before what goes there is computed. Throws Error(unwritable) that names it.
AFFECTUS_PROJECT void require_writable(const std::filesystem::path& output);

/// For what is replaced as a whole: throws Error(unwritable) for the error of making a file in its folder.
[[noreturn]] void throw_unmakeable(const std::filesystem::path& output, const OutputPlace& place, int error);

/// Throws Error(unwritable) that says `output` "cannot be written", and why.
[[noreturn]] void throw_unwritable(const std::filesystem::path& output, int error);

}  // namespace affectus
