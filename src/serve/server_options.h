// What a server is told at its start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "affectus/open_model.h"

namespace affectus {

struct ServerOptions {
  std::string host = "127.0.0.1";   // an address, or a name that resolves to one
  std::uint16_t port = 8080;        // 0: any that is free
  std::vector<std::string> models;  // the first is the default; none: the shipped default
  OpenOptions open;
  std::filesystem::path token_file;                  // empty: no token is needed
  std::vector<std::string> allowed_origins;          // of pages
  std::size_t max_upload = std::size_t{256} << 20U;  // bytes
  std::size_t max_streams = 256;
  double idle_timeout_s = 60;         // of a stream whose client is silent
  std::filesystem::path certificate;  // PEM, with its chain; empty: no TLS
  std::filesystem::path key;
  std::filesystem::path web;  // the folder of the page; empty: no page
  bool quiet = false;
};

}  // namespace affectus
