#include "serve/server_context.h"

namespace affectus {

ServerContext::ServerContext(const ServerOptions& the_options)
    : options(the_options),
      log(options.quiet),
      tokens(options.token_file.empty() ? Tokens() : Tokens::read(options.token_file)),
      neighbourhood(options.host, options.allowed_origins),
      web(options.web),
      room(uploads_at_once * options.max_upload),
      models(options.models, options.open),
      scheduler(options.open.threads) {}

}  // namespace affectus
