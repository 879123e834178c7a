// Folders: made, synced and asked for.
#pragma once

#include <filesystem>

#include "base/project.h"
#include "storage/file_system.h"

namespace affectus {

/// Makes a folder and those above it where they are not there. Throws Error(unwritable) that names the one that cannot be
/// made or is no folder, with the system's reason.
AFFECTUS_PROJECT void make_folder(const std::filesystem::path& folder, FileSystem& system = FileSystem::system());

/// Throws Error(unwritable) with the system's reason where no file can be made in `folder`.
AFFECTUS_PROJECT void require_writable_folder(const std::filesystem::path& folder);

/// Makes the entries of a folder outlive a crash, where the system can. False where it failed, and errno says why.
AFFECTUS_PROJECT bool sync_folder(const std::filesystem::path& folder, FileSystem& system = FileSystem::system());

/// Both also through a link; false where it cannot be told.
AFFECTUS_PROJECT bool is_there(const std::filesystem::path& path);
AFFECTUS_PROJECT bool is_folder(const std::filesystem::path& path);

/// What a file's name is looked up in; "." for a bare name.
AFFECTUS_PROJECT std::filesystem::path folder_of(const std::filesystem::path& file);

}  // namespace affectus
