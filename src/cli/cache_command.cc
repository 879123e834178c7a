#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "affectus/error.h"
#include "cache/byte_size.h"
#include "cache/cache_folder.h"
#include "cli/command.h"
#include "text/counted.h"

namespace affectus {
namespace {

struct CacheArguments {
  bool features = false;
  bool graphs = false;
  bool quiet = false;
};

struct NamedKind {
  const char* name;
  CacheKind kind;
};
constexpr NamedKind kinds[] = {{"features", CacheKind::features}, {"graphs", CacheKind::graphs}};

CacheFolder find_cache() {
  CacheFolder cache = CacheFolder::standard();
  if (cache.is_enabled()) return cache;
  throw Error(ErrorCode::not_found, "no cache: none of AFFECTUS_CACHE_DIR, XDG_CACHE_HOME and HOME is set");
}

std::string contents_text(const CacheFolder::Contents& contents) {
  return counted(contents.files, "file", "files") + ", " + byte_size_text(contents.bytes);
}

void line(const char* name, const std::string& value) { std::printf("%-10s %s\n", name, value.c_str()); }

int show() {
  const CacheFolder cache = find_cache();
  line("folder", cache.root().string());
  CacheFolder::Contents all;
  for (const auto& [name, kind] : kinds) {
    const CacheFolder::Contents contents = cache.contents(kind);
    all.files += contents.files;
    all.bytes += contents.bytes;
    line(name, contents_text(contents));
  }
  line("in all", contents_text(all));
  line("limit", cache.limit() == 0 ? "none" : byte_size_text(cache.limit()));
  return std::fflush(stdout) == 0 ? 0 : 1;
}

// What stays is in use, or could not be removed.
int clear(const CacheArguments& arguments) {
  const CacheFolder cache = find_cache();
  const bool is_all = !arguments.features && !arguments.graphs;
  bool is_whole = true;
  for (const auto& [name, kind] : kinds) {
    const bool is_asked = is_all || (kind == CacheKind::features ? arguments.features : arguments.graphs);
    if (!is_asked) continue;
    const CacheFolder::Contents removed = cache.clear(kind), left = cache.contents(kind);
    if (!arguments.quiet) line(name, contents_text(removed) + " removed");
    if (left.files == 0) continue;
    is_whole = false;
    std::fprintf(stderr, "affectus: %s: %s left: in use by a training, or not yours to remove\n", cache.folder(kind).c_str(),
                 contents_text(left).c_str());
  }
  return std::fflush(stdout) == 0 && is_whole ? 0 : 1;
}

}  // namespace

void add_cache_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<CacheArguments>();
  CLI::App* command = app.add_subcommand("cache", "Show or clear what was computed once: features and compiled encoders");
  command->footer(
      "Environment: AFFECTUS_CACHE_DIR, the folder; AFFECTUS_CACHE_SIZE, how much it may hold (500M, 20G; 0: no limit; "
      "default 20G).\nWhat was not used for longest goes first.");
  command->callback([command, arguments, &chosen] {
    if (command->get_subcommands().empty()) chosen.run = [] { return show(); };
  });
  CLI::App* clearing = command->add_subcommand("clear", "Remove them; what is needed again is computed again");
  clearing->add_flag("--features", arguments->features, "Features only");
  clearing->add_flag("--graphs", arguments->graphs, "Compiled encoders only");
  clearing->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  clearing->callback([arguments, &chosen] { chosen.run = [arguments] { return clear(*arguments); }; });
}

}  // namespace affectus
