#include "serve/web_folder.h"

#include <map>

#include "affectus/error.h"
#include "storage/files.h"
#include "text/letter_case.h"
#include "text/split.h"

namespace affectus {

WebFolder::WebFolder(const std::filesystem::path& folder) {
  if (folder.empty()) return;
  std::error_code error;
  root_ = std::filesystem::canonical(folder, error);
  if (error || !std::filesystem::is_directory(root_, error))
    throw Error(ErrorCode::not_found, "--web: expected a folder, found none at " + folder.string());
}

std::optional<WebFile> WebFolder::find(const std::string& path) const {
  if (root_.empty() || !path.starts_with('/')) return std::nullopt;
  std::filesystem::path file = root_;
  for (const std::string& part : split(path.substr(1), '/')) {
    if (part.starts_with('.') || part.find('\\') != std::string::npos) return std::nullopt;
    file /= part;
  }
  if (path.ends_with('/')) file /= "index.html";
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(file, error);
  if (error || !std::filesystem::is_regular_file(real, error)) return std::nullopt;
  const std::filesystem::path within = real.lexically_relative(root_);
  if (within.empty() || *within.begin() == "..") return std::nullopt;
  try {
    return WebFile{read_file(real), web_media_type(real)};
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string web_media_type(const std::filesystem::path& file) {
  static const std::map<std::string, std::string> types = {{".html", "text/html; charset=utf-8"},
                                                           {".js", "text/javascript; charset=utf-8"},
                                                           {".mjs", "text/javascript; charset=utf-8"},
                                                           {".css", "text/css; charset=utf-8"},
                                                           {".json", "application/json"},
                                                           {".webmanifest", "application/manifest+json"},
                                                           {".wasm", "application/wasm"},
                                                           {".svg", "image/svg+xml"},
                                                           {".png", "image/png"},
                                                           {".ico", "image/x-icon"},
                                                           {".txt", "text/plain; charset=utf-8"},
                                                           {".md", "text/plain; charset=utf-8"},
                                                           {".flac", "audio/flac"},
                                                           {".wav", "audio/wav"},
                                                           {".woff2", "font/woff2"}};
  const auto found = types.find(lower_case(file.extension().string()));
  return found == types.end() ? "application/octet-stream" : found->second;
}

std::string page_policy(const std::string& host) {
  return "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; img-src "
         "'self' "
         "data: blob:; media-src 'self' blob:; connect-src 'self' ws://" +
         host + " wss://" + host + "; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

}  // namespace affectus
