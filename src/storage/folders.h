// Makes, syncs and checks folders.
#pragma once

#include <filesystem>

#include "base/project.h"
#include "storage/file_system.h"

namespace affectus {

/// Makes a folder and missing folders above it. Throws Error(unwritable) that names the one that cannot be made or is not a
/// folder, with the system's reason.
AFFECTUS_PROJECT void make_folder(const std::filesystem::path& folder, FileSystem& system = FileSystem::system());

/// Throws Error(unwritable) with the system's reason if no file can be made in `folder`.
AFFECTUS_PROJECT void require_writable_folder(const std::filesystem::path& folder);

/// Makes the entries of a folder survive a crash, if the system can. False on failure; errno has the reason.
AFFECTUS_PROJECT bool sync_folder(const std::filesystem::path& folder, FileSystem& system = FileSystem::system());

/// Both follow links; false if the system cannot tell.
AFFECTUS_PROJECT bool is_there(const std::filesystem::path& path);
AFFECTUS_PROJECT bool is_folder(const std::filesystem::path& path);

/// The folder of a file; "." for a bare name.
AFFECTUS_PROJECT std::filesystem::path folder_of(const std::filesystem::path& file);

}  // namespace affectus
