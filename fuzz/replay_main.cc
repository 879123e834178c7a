// Runs a fuzz target without libFuzzer, in the build at hand: over its seeds, and over as many mutations of them as asked
// for, the same ones every time. Finds less than libFuzzer with sanitizers does (`make check`), but costs no build of its
// own.
//
//   replay_TARGET RUNS FOLDER
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/random.h"
#include "storage/files.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

namespace {

using affectus::RandomStream;

constexpr std::size_t longest_input = 65536;

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(input.data()), input.size());
}

void mutate(std::string& input, const std::vector<std::string>& seeds, RandomStream& random) {
  const auto place = [&] { return static_cast<std::size_t>(random.below(input.size() + 1)); };
  const auto length = [&] { return static_cast<std::size_t>(1 + random.below(1U << random.below(8))); };
  switch (random.below(6)) {
    case 0:  // another byte
      if (!input.empty()) input[random.below(input.size())] = static_cast<char>(random.bits());
      break;
    case 1:  // another bit
      if (!input.empty()) input[random.below(input.size())] ^= static_cast<char>(1U << random.below(8));
      break;
    case 2:  // something left out
      input.erase(place(), length());
      break;
    case 3: {  // something twice
      const std::string piece = input.substr(place(), length());
      input.insert(place(), piece);
      break;
    }
    case 4: {  // something from another input
      const std::string& other = seeds[random.below(seeds.size())];
      const std::string piece = other.substr(random.below(other.size() + 1), length());
      input.insert(place(), piece);
      break;
    }
    case 5: {  // a number at the edge of what fits
      static const std::string numbers[] = {std::string(8, '\0'),
                                            std::string(8, '\xff'),
                                            std::string("\0\0\0\x80", 4),
                                            std::string(1, '\0'),
                                            "-1",
                                            "18446744073709551616",
                                            "1e999",
                                            "nan"};
      const std::string& number = numbers[random.below(std::size(numbers))];
      input.replace(place(), number.size(), number);
      break;
    }
  }
  if (input.size() > longest_input) input.resize(longest_input);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::vector<std::string> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(argv[2])) seeds.push_back(affectus::read_file(entry.path()));
  if (seeds.empty()) {
    std::fprintf(stderr, "%s: expected seeds, found none\n", argv[2]);
    return 1;
  }
  std::ranges::sort(seeds);  // folders have no order
  for (const std::string& seed : seeds) run(seed);
  const auto runs = std::strtoull(argv[1], nullptr, 10);
  RandomStream random{1};
  for (unsigned long long i = 0; i < runs; ++i) {
    std::string input = seeds[random.below(seeds.size())];
    for (std::uint64_t steps = 1 + random.below(4); steps > 0; --steps) mutate(input, seeds, random);
    run(input);
  }
  std::printf("%zu seeds and %llu mutations\n", seeds.size(), runs);
  return 0;
}
