// Separate programs that link LibTorch, so that prediction starts without it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affectus {

/// Replaces this process by the program `name`, beside `executable` (in the build tree) or in libexec (installed). The
/// program uses `shown` as its name in messages. Returns only by throwing Error(not_found, unsupported).
[[noreturn]] void run_companion(const std::filesystem::path& executable, const std::string& name, const std::string& shown,
                                const std::vector<std::string>& arguments);

}  // namespace affectus
