#include "processes/process_place.h"

#include <limits>

#include "affectus/error.h"
#include "text/parsed_number.h"

namespace affectus {
namespace {

constexpr std::size_t most_processes = 4096;
constexpr std::size_t longest_timeout_s = 86400;

std::size_t number_of(const char* name, const std::string& text, std::size_t least, std::size_t most) {
  const std::optional<std::size_t> number = parsed_number<std::size_t>(text);
  if (number && *number >= least && *number <= most) return *number;
  throw Error(ErrorCode::invalid_argument, std::string(name) + ": expected a whole number from " + std::to_string(least) +
                                               " to " + std::to_string(most) + ", found " +
                                               (text.empty() ? "none" : "'" + text + "'"));
}

}  // namespace

std::optional<ProcessPlace> process_place(const std::function<std::string(const char*)>& variable) {
  const auto is_set = [&](const char* name) { return !variable(name).empty(); };
  const char* rank_name = nullptr;
  const char* count_name = nullptr;
  if (is_set("RANK") || is_set("WORLD_SIZE")) {
    rank_name = "RANK";
    count_name = "WORLD_SIZE";
  } else if (is_set("MASTER_ADDR") && is_set("SLURM_PROCID")) {
    rank_name = "SLURM_PROCID";
    count_name = "SLURM_NTASKS";
  } else {
    return std::nullopt;
  }
  ProcessPlace place;
  place.count = number_of(count_name, variable(count_name), 1, most_processes);
  place.rank = number_of(rank_name, variable(rank_name), 0, place.count - 1);
  if (place.count == 1) return std::nullopt;
  place.host = variable("MASTER_ADDR");
  if (place.host.empty())
    throw Error(ErrorCode::invalid_argument,
                "MASTER_ADDR: expected the name or address of the machine of process 0, found none");
  constexpr std::size_t highest_port = std::numeric_limits<std::uint16_t>::max();
  place.port = static_cast<std::uint16_t>(number_of("MASTER_PORT", variable("MASTER_PORT"), 1, highest_port - 1) + 1);
  if (is_set("LOCAL_WORLD_SIZE"))
    place.local_count = number_of("LOCAL_WORLD_SIZE", variable("LOCAL_WORLD_SIZE"), 1, place.count);
  for (const char* name : {"SLURM_LOCALID", "LOCAL_RANK"})
    if (is_set(name)) place.local_rank = number_of(name, variable(name), 0, place.count - 1);
  if (const char* name = "AFFECTUS_PROCESS_TIMEOUT"; is_set(name))
    place.timeout = std::chrono::seconds(number_of(name, variable(name), 1, longest_timeout_s));
  return place;
}

}  // namespace affectus
