// The place of this process among those that learn together, as a launcher's environment tells it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace affectus {

struct ProcessPlace {
  std::size_t rank = 0;         // from 0
  std::size_t count = 1;        // of all machines, 2 or more
  std::size_t local_count = 1;  // of this machine, as far as the launcher says
  std::size_t local_rank = 0;   // among these: LOCAL_RANK, else SLURM_LOCALID
  std::string host;             // MASTER_ADDR: where process 0 runs
  std::uint16_t port = 0;  // where process 0 listens, MASTER_PORT + 1: launchers keep MASTER_PORT for a store of their own
  std::chrono::seconds timeout{300};  // AFFECTUS_PROCESS_TIMEOUT: how long to wait for another process
};

/// From RANK and WORLD_SIZE, which torchrun and Ray Train set, else SLURM_PROCID and SLURM_NTASKS where MASTER_ADDR is set;
/// absent without them, and for a single process. `variable` gives the value of a variable, "" for one that is not set.
/// Throws Error(invalid_argument) that names the variable which is missing or wrong.
std::optional<ProcessPlace> process_place(const std::function<std::string(const char*)>& variable);

}  // namespace affectus
