#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#include "processes/process_group.h"

#include <ATen/ATen.h>
#include <c10/util/Logging.h>

#include <algorithm>
#include <cstdint>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <vector>

#include "affectus/error.h"
#include "processes/own_address.h"
#include "storage/environment.h"

namespace affectus {
namespace {

using Gloo = c10d::ProcessGroupGloo;

constexpr std::size_t bucket_values = std::size_t{4} << 20;
constexpr std::chrono::hours patience{24 * 30};

std::int64_t size_of(std::size_t value) { return static_cast<std::int64_t>(value); }

// What happened, in one line: without the place in the source that Gloo puts before it, and without a backtrace.
std::string reason_of(const std::exception& error) {
  std::string text = error.what();
  text.resize(std::min(text.find('\n'), text.size()));
  if (text.starts_with('[')) text.erase(0, std::min(text.find("] ") + 2, text.size()));
  while (text.ends_with('.') || text.ends_with(' ')) text.pop_back();
  return text;
}

std::string address_of(const ProcessPlace& place) { return place.host + ":" + std::to_string(place.port); }

c10::intrusive_ptr<c10d::Store> open_store(const ProcessPlace& place) {
  c10d::TCPStoreOptions options;
  options.port = place.port;
  options.isServer = place.rank == 0;
  options.waitWorkers = false;
  options.timeout = place.timeout;
  FLAGS_caffe2_log_level = 3;  // what c10d would say on standard error is in its exceptions, too
  try {
    return c10::make_intrusive<c10d::TCPStore>(place.host, options);
  } catch (const std::exception& error) {
    if (place.rank == 0)
      throw Error(ErrorCode::invalid_argument, "expected to listen at " + address_of(place) +
                                                   " (MASTER_ADDR, MASTER_PORT + 1), found: " + reason_of(error));
    throw Error(ErrorCode::not_found, "expected process 0 at " + address_of(place) +
                                          " (MASTER_ADDR, MASTER_PORT + 1) within " + std::to_string(place.timeout.count()) +
                                          " s (AFFECTUS_PROCESS_TIMEOUT), found: " + reason_of(error));
  }
}

std::shared_ptr<::gloo::transport::Device> open_device(const ProcessPlace& place) {
  const std::string interface = environment("GLOO_SOCKET_IFNAME");
  if (interface.empty()) return Gloo::createDeviceForHostname(own_address(place));
  try {
    return Gloo::createDeviceForInterface(interface);
  } catch (const std::exception& error) {
    throw Error(ErrorCode::not_found, "GLOO_SOCKET_IFNAME: expected a network interface of this machine, found '" +
                                          interface + "' (" + reason_of(error) + ")");
  }
}

/// Of a group that is patient in its work, but not while it connects.
class ImpatientStore : public c10d::PrefixStore {
 public:
  ImpatientStore(const std::string& prefix, c10::intrusive_ptr<c10d::Store> store, std::chrono::milliseconds longest)
      : PrefixStore(prefix, std::move(store)), longest_(longest) {}
  using PrefixStore::wait;
  void wait(const std::vector<std::string>& keys, const std::chrono::milliseconds& timeout) override {
    PrefixStore::wait(keys, std::min(timeout, longest_));
  }

 private:
  std::chrono::milliseconds longest_;
};

at::Tensor view_of(std::span<float> values) { return at::from_blob(values.data(), {size_of(values.size())}); }

}  // namespace

struct ProcessGroup::Impl {
  explicit Impl(const ProcessPlace& its_place);

  c10::intrusive_ptr<Gloo> connect(const char* prefix, std::chrono::milliseconds timeout) const;
  // Calls start(), which starts one piece of work or several, and waits for all.
  template <typename Start>
  void finish(const Start& start) const;

  ProcessPlace place;
  Share share;
  std::shared_ptr<::gloo::transport::Device> device;
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<Gloo> group;
  c10::intrusive_ptr<Gloo> patient_group;
};

ProcessGroup::Impl::Impl(const ProcessPlace& its_place)
    : place(its_place),
      share{.rank = place.rank, .count = place.count},
      device(open_device(place)),
      store(open_store(place)) {
  try {
    group = connect("steps", place.timeout);
  } catch (const std::exception& error) {
    throw Error(ErrorCode::not_found, "expected " + std::to_string(place.count) + " processes within " +
                                          std::to_string(place.timeout.count()) +
                                          " s (AFFECTUS_PROCESS_TIMEOUT), found: " + reason_of(error));
  }
  // All were there, so that one which is not any more has ended.
  finish([&] { patient_group = connect("phases", patience); });
}

c10::intrusive_ptr<Gloo> ProcessGroup::Impl::connect(const char* prefix, std::chrono::milliseconds timeout) const {
  const auto options = Gloo::Options::create();
  options->devices = {device};
  options->threads = 1;
  options->timeout = timeout;
  const auto own = c10::make_intrusive<ImpatientStore>(prefix, store, place.timeout);
  return c10::make_intrusive<Gloo>(own, static_cast<int>(place.rank), static_cast<int>(place.count), options);
}

template <typename Start>
void ProcessGroup::Impl::finish(const Start& start) const {
  try {
    start();
  } catch (const std::exception& error) {
    throw Error(ErrorCode::cancelled, "another process of this run has ended or does not answer (" + reason_of(error) +
                                          "); --resume, on all of them, goes on from the last epoch");
  }
}

ProcessGroup::ProcessGroup(const ProcessPlace& place) : impl_(std::make_unique<Impl>(place)) {}
ProcessGroup::~ProcessGroup() = default;

const Share& ProcessGroup::share() const { return impl_->share; }

at::Tensor ProcessGroup::joint_rows(const at::Tensor& own, std::size_t all) {
  const auto count = size_of(impl_->share.count), rank = size_of(impl_->share.rank);
  const std::int64_t most = (size_of(all) + count - 1) / count;
  at::Tensor padded = at::zeros({most, own.size(1)});
  padded.narrow(0, 0, own.size(0)).copy_(own.detach());
  std::vector<std::vector<at::Tensor>> gathered(1);
  for (std::int64_t process = 0; process < count; ++process) gathered[0].push_back(at::empty_like(padded));
  std::vector<at::Tensor> sent = {padded};
  impl_->finish([&] { impl_->group->allgather(gathered, sent)->wait(); });
  // Row i of the batch is row i / count of process i % count.
  const at::Tensor joint = at::stack(gathered[0], 1).flatten(0, 1).narrow(0, 0, size_of(all)).contiguous();
  // Adds 0, which has a gradient.
  const at::Tensor rows =
      at::arange(std::min<std::int64_t>(rank, size_of(all)), size_of(all), count, at::TensorOptions().dtype(at::kLong));
  return joint.index_add(0, rows, static_cast<double>(count) * (own - own.detach()));
}

void ProcessGroup::average(std::span<const at::Tensor> gradients) {
  for (std::size_t begin = 0; begin < gradients.size();) {
    std::vector<at::Tensor> parts;
    std::size_t end = begin, values = 0;
    do {
      parts.push_back(gradients[end].detach().flatten().cpu());  // Gloo's are on the CPU
      values += static_cast<std::size_t>(gradients[end].numel());
      ++end;
    } while (end < gradients.size() && values + static_cast<std::size_t>(gradients[end].numel()) <= bucket_values);
    std::vector<at::Tensor> bucket = {at::cat(parts)};
    impl_->finish([&] { impl_->group->allreduce(bucket)->wait(); });
    bucket[0].div_(static_cast<double>(impl_->share.count));
    std::int64_t at = 0;
    for (; begin < end; ++begin) {
      gradients[begin].detach().copy_(bucket[0].narrow(0, at, gradients[begin].numel()).view(gradients[begin].sizes()));
      at += gradients[begin].numel();
    }
  }
}

void ProcessGroup::sum(std::span<float> values) {
  if (values.empty()) return;
  std::vector<at::Tensor> tensors = {view_of(values)};
  impl_->finish([&] { impl_->group->allreduce(tensors)->wait(); });
}

void ProcessGroup::broadcast(std::span<float> values) {
  if (values.empty()) return;
  std::vector<at::Tensor> tensors = {view_of(values)};
  impl_->finish([&] { impl_->group->broadcast(tensors)->wait(); });
}

void ProcessGroup::broadcast(std::string& bytes) {
  std::int64_t size = size_of(bytes.size());
  std::vector<at::Tensor> tensors = {at::from_blob(&size, {1}, at::kLong)};
  impl_->finish([&] { impl_->group->broadcast(tensors)->wait(); });
  bytes.resize(static_cast<std::size_t>(size));
  if (bytes.empty()) return;
  tensors = {at::from_blob(bytes.data(), {size}, at::kByte)};
  impl_->finish([&] { impl_->group->broadcast(tensors)->wait(); });
}

void ProcessGroup::wait_for_all() {
  impl_->finish([&] { impl_->patient_group->barrier()->wait(); });
}

}  // namespace affectus
