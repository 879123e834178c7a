#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#include "processes/process_group.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <numeric>
#include <sstream>
#include <string>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <vector>

#include "affectus/error.h"
#include "processes/child_processes.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::run_processes;

std::string text_of(const at::Tensor& tensor) {
  std::ostringstream text;
  const at::Tensor flat = tensor.contiguous().flatten();
  for (std::int64_t i = 0; i < flat.numel(); ++i) text << (i == 0 ? "" : " ") << flat.data_ptr<float>()[i];
  return text.str();
}

TEST(ShareTest, DividesEveryRow) {
  for (std::size_t all = 0; all < 9; ++all) {
    std::vector<int> seen(all);
    for (std::size_t rank = 0; rank < 4; ++rank) {
      const Share share{.rank = rank, .count = 4};
      for (std::size_t i = 0; i < share.size(all); ++i) {
        ++seen.at(share.row(i));
        EXPECT_TRUE(share.has(share.row(i)));
      }
    }
    EXPECT_EQ(seen, std::vector<int>(all, 1));
  }
}

// The loss is the sum over the joint rows of i x^2, i = 1, 2, ... the row: its gradient is 2 i x, times the number of
// processes.
TEST(ProcessGroupTest, JointRowsAreInOrderAndHaveTheGradientOfTheJointBatch) {
  const auto results = run_processes(3, [](const ProcessPlace& place) {
    ProcessGroup group(place);
    const std::size_t all = 4;  // shares of 2, 1 and 1 rows
    at::Tensor own = at::empty({static_cast<std::int64_t>(group.share().size(all)), 1});
    for (std::size_t i = 0; i < group.share().size(all); ++i)
      own.data_ptr<float>()[i] = 0.5F + static_cast<float>(group.share().row(i));
    own.set_requires_grad(true);
    const at::Tensor joint = group.joint_rows(own, all);
    (joint.square() * at::arange(1, 5).unsqueeze(1)).sum().backward();
    return text_of(joint) + " | " + text_of(own.grad());
  });
  EXPECT_THAT(results, ElementsAre("0.5 1.5 2.5 3.5 | 3 84", "0.5 1.5 2.5 3.5 | 18", "0.5 1.5 2.5 3.5 | 45"));
}

TEST(ProcessGroupTest, AShareMayBeEmpty) {
  const auto results = run_processes(3, [](const ProcessPlace& place) {
    ProcessGroup group(place);
    const at::Tensor own = at::full({place.rank == 0 ? 1 : 0, 2}, 3.0F);
    return text_of(group.joint_rows(own, 1));
  });
  EXPECT_THAT(results, ElementsAre("3 3", "3 3", "3 3"));
}

TEST(ProcessGroupTest, AveragesInBuckets) {
  constexpr std::int64_t large = (std::int64_t{4} << 20) - 1;  // the first two fill a bucket
  const auto results = run_processes(2, [](const ProcessPlace& place) {
    ProcessGroup group(place);
    const auto value = static_cast<float>(place.rank);
    const std::vector<at::Tensor> gradients = {at::full({large}, value), at::full({1, 1}, 10 * value),
                                               at::full({2, 3}, 4 - value)};
    group.average(gradients);
    return text_of(gradients[0].narrow(0, large - 1, 1)) + " | " + text_of(gradients[1]) + " | " + text_of(gradients[2]);
  });
  const std::string expected = "0.5 | 5 | 3.5 3.5 3.5 3.5 3.5 3.5";
  EXPECT_THAT(results, ElementsAre(expected, expected));
}

TEST(ProcessGroupTest, SumsAndBroadcastsAndWaits) {
  const auto results = run_processes(2, [](const ProcessPlace& place) {
    ProcessGroup group(place);
    std::string bytes = group.is_first() ? std::string("a\0b", 3) : std::string("something else");
    group.broadcast(bytes);
    std::string none = group.is_first() ? "" : "something";
    group.broadcast(none);
    std::vector<float> values = {1, static_cast<float>(place.rank)}, own = {static_cast<float>(place.rank)};
    group.sum(values);
    group.broadcast(own);
    group.wait_for_all();
    return std::to_string(bytes.size()) + bytes[2] + " " + std::to_string(none.size()) + " " +
           std::to_string(static_cast<int>(values[0])) + std::to_string(static_cast<int>(values[1])) +
           std::to_string(static_cast<int>(own[0]));
  });
  EXPECT_THAT(results, ElementsAre("3b 0 210", "3b 0 210"));
}

TEST(ProcessGroupTest, AProcessThatIsKilledEndsTheOthersWork) {
  for (const bool is_patient : {false, true}) {
    const auto results = run_processes(3, [&](const ProcessPlace& place) -> std::string {
      ProcessGroup group(place);
      if (place.rank == 1) ::raise(SIGKILL);
      std::vector<float> values = {1};
      if (is_patient)
        group.wait_for_all();
      else
        group.sum(values);
      return "went on";
    });
    for (const std::size_t rank : {0, 2})
      EXPECT_THAT(results[rank], AllOf(HasSubstr("error: another process of this run has ended or does not answer ("),
                                       HasSubstr("--resume, on all of them")));
    EXPECT_EQ(results[1], "died");
  }
}

TEST(ProcessGroupTest, AProcessThatDoesNotAnswerEndsTheOthersWorkAfterTheTimeout) {
  const auto results = run_processes(
      2,
      [](const ProcessPlace& place) -> std::string {
        ProcessGroup group(place);
        std::vector<float> values = {1};
        if (place.rank == 0) group.sum(values);
        ::sleep(6);
        return "woke";
      },
      /*timeout_s=*/2);
  EXPECT_THAT(results[0], HasSubstr("error: another process of this run has ended or does not answer ("));
  EXPECT_EQ(results[1], "woke");
}

// The second process does not come to the connections for long waits: process 0 does not wait for them as long.
TEST(ProcessGroupTest, AProcessThatStopsWhileItConnectsEndsTheOthersAfterTheTimeout) {
  const auto results = run_processes(
      2,
      [](const ProcessPlace& place) -> std::string {
        if (place.rank == 0) {
          ProcessGroup group(place);
          return "went on";
        }
        c10d::TCPStoreOptions options;
        options.port = place.port;
        options.waitWorkers = false;
        options.timeout = place.timeout;
        const auto store =
            c10::make_intrusive<c10d::PrefixStore>("steps", c10::make_intrusive<c10d::TCPStore>(place.host, options));
        const auto gloo = c10d::ProcessGroupGloo::Options::create();
        gloo->devices = {c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")};
        gloo->timeout = place.timeout;
        c10d::ProcessGroupGloo group(store, 1, 2, gloo);
        ::sleep(6);
        return "woke";
      },
      /*timeout_s=*/2);
  EXPECT_THAT(results[0], HasSubstr("error: another process of this run has ended or does not answer ("));
  EXPECT_EQ(results[1], "woke");
}

// What ProcessGroup's constructor says; the code's name and the message.
std::string error_at(const ProcessPlace& place) {
  try {
    const ProcessGroup group(place);
  } catch (const Error& error) {
    return to_string(error.code()) + ": " + error.what();
  }
  return "none";
}

TEST(ProcessGroupTest, SaysWhomItCannotReach) {
  const std::uint16_t port = testing::free_port();
  const std::string at = "127.0.0.1:" + std::to_string(port) + " (MASTER_ADDR, MASTER_PORT + 1)";
  EXPECT_THAT(error_at(testing::place_of(1, 2, port, 1)),
              HasSubstr("not_found: expected process 0 at " + at + " within 1 s (AFFECTUS_PROCESS_TIMEOUT), found: "));
  EXPECT_THAT(error_at(testing::place_of(0, 2, port, 1)),
              HasSubstr("not_found: expected 2 processes within 1 s (AFFECTUS_PROCESS_TIMEOUT), found: "));
  ProcessPlace nowhere = testing::place_of(1, 2, port, 1);
  nowhere.host = "nowhere.invalid";
  EXPECT_THAT(error_at(nowhere), HasSubstr("not_found: MASTER_ADDR: expected the name or address of a machine, found "
                                           "'nowhere.invalid' ("));
}

TEST(ProcessGroupTest, SaysThatItCannotListen) {
  const int taken = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(taken, 1), 0);
  ASSERT_EQ(::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::uint16_t port = ntohs(address.sin_port);
  EXPECT_THAT(error_at(testing::place_of(0, 2, port, 1)),
              HasSubstr("invalid_argument: expected to listen at 127.0.0.1:" + std::to_string(port)));
  ::close(taken);
}

TEST(ProcessGroupTest, SaysThatAnInterfaceIsUnknown) {
  ::setenv("GLOO_SOCKET_IFNAME", "none0", 1);
  EXPECT_THAT(error_at(testing::place_of(0, 2, testing::free_port(), 1)),
              HasSubstr("not_found: GLOO_SOCKET_IFNAME: expected a network interface of this machine, found 'none0'"));
  ::unsetenv("GLOO_SOCKET_IFNAME");
}

}  // namespace
}  // namespace affectus
