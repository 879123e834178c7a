// The files of the page, from one folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace affectus {

struct WebFile {
  std::string content;
  std::string media_type;
};

/// Immutable; any thread.
class WebFolder {
 public:
  /// Empty: there is none.
  explicit WebFolder(const std::filesystem::path& folder);

  bool exists() const { return !root_.empty(); }
  /// The file of a decoded path, "/" the index.html. Absent for what is no file in the folder: links that lead out of it,
  /// hidden files and paths with "..", too.
  std::optional<WebFile> find(const std::string& path) const;

 private:
  std::filesystem::path root_;  // canonical
};

/// By the extension; application/octet-stream for others.
std::string web_media_type(const std::filesystem::path& file);

/// The Content-Security-Policy of the page: scripts, workers and WebAssembly of the server only, its WebSocket at `host`.
std::string page_policy(const std::string& host);

}  // namespace affectus
