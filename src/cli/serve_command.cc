#include <CLI/CLI.hpp>
#include <iostream>

#include "affectus/error.h"
#include "cache/byte_size.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "opening/shipped.h"
#include "serve/server.h"
#include "text/shown.h"

namespace affectus {
namespace {

constexpr int highest_port = 65535;
constexpr double longest_idle_s = 86400;

std::size_t parse_upload_size(const std::string& text) {
  const std::optional<std::uint64_t> bytes = parse_byte_size(text);
  if (!bytes || *bytes == 0)
    throw Error(ErrorCode::invalid_argument, "--max-upload: expected a number of bytes such as 100M, found " + shown(text));
  return static_cast<std::size_t>(*bytes);
}

// The page that was installed, or built in the source tree.
std::filesystem::path shipped_page() {
  std::error_code ignored;
  for (const std::filesystem::path& place : shipped_places())
    for (const char* name : {"build/web", "web"})
      if (std::filesystem::exists(place / name / "index.html", ignored)) return place / name;
  return {};
}

int run_server(const ServerOptions& options) {
  serve(options, [](const std::string& address) { std::cout << address << std::endl; });
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, ChosenCommand& chosen) {
  auto options = std::make_shared<ServerOptions>();
  CLI::App* command = app.add_subcommand("serve", "Answer over HTTP and WebSocket, and serve the page");
  command->add_option("--host", options->host, "Address to listen at; one that is not loopback needs --token-file")
      ->capture_default_str();
  command->add_option("--port", options->port, "Port to listen at; 0: one that is free")
      ->capture_default_str()
      ->transform(whole_number(0, highest_port));
  command->add_option("--model", options->models,
                      "Model to serve, as for predict; may be given several times, and the first is the default");
  command->add_option("--token-file", options->token_file, "File with a token a line, one of which every request needs");
  command->add_option("--allow-origin", options->allowed_origins,
                      "Origin whose pages may use the server, https://NAME[:PORT]; may be given several times");
  command
      ->add_option_function<std::string>(
          "--max-upload", [options](const std::string& text) { options->max_upload = parse_upload_size(text); },
          "Largest recording, in bytes")
      ->type_name("BYTES")
      ->default_str("256Mi");
  command->add_option("--max-streams", options->max_streams, "Streams at once")
      ->capture_default_str()
      ->transform(whole_number(1, 100000));
  command
      ->add_option("--idle-timeout", options->idle_timeout_s,
                   "Seconds after which a stream is closed whose client is silent")
      ->capture_default_str()
      ->check(number(1, longest_idle_s));
  command->add_option("--certificate", options->certificate, "Certificate with its chain, PEM: the server speaks TLS");
  command->add_option("--key", options->key, "The certificate's key, PEM");
  command->add_option("--web", options->web, "Folder of the page (default: the page shipped with the program)");
  add_open_options(*command, options->open);
  add_checkpoint_options(*command, options->open);
  command->add_flag("--quiet", options->quiet, "Log errors only");
  command->callback([options, &chosen] {
    chosen.run = [options] {
      if (options->web.empty()) options->web = shipped_page();
      Console console(options->quiet);
      check(*options);
      options->open.observer = console_observer(console);
      options->open.observer.stopped = {};  // the signals are the server's
      options->open.streams = options->open.threads;
      return run_server(*options);
    };
  });
}

}  // namespace affectus
