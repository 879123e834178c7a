#include "encoders/compiled_graph.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <vector>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "affectus/error.h"
#include "base/content_key.h"
#include "cache/byte_size.h"
#include "cache/cache_folder.h"
#include "cache/verified_file.h"
#include "encoders/finite_weights.h"
#include "encoders/graph_key.h"
#include "encoders/quantization.h"
#include "storage/files.h"

namespace affectus {
namespace {

ov::AnyMap properties(const EncoderRuntime& runtime) {
  using Precision = EncoderRuntime::Precision;
  // Left alone, the plugin may choose bfloat16 where the CPU has it.
  ov::AnyMap map = {
      ov::hint::inference_precision(runtime.precision == Precision::bfloat16 ? ov::element::bf16 : ov::element::f32),
      ov::num_streams(static_cast<int>(runtime.streams))};
  if (runtime.device == "CPU") map.insert(ov::inference_num_threads(static_cast<int>(runtime.threads)));
  return map;
}

void require(bool has_instructions, EncoderRuntime::Precision precision, const std::string& instructions) {
  if (has_instructions) return;
  throw Error(ErrorCode::unsupported, "precision " + to_string(precision) +
                                          ": expected a device with instructions for it (" + instructions + "), found none");
}

bool has(const ov::Core& core, const std::string& device, const std::string& capability) {
  const auto all = core.get_property(device, ov::device::capabilities);
  return std::ranges::find(all, capability) != all.end();
}

#if defined(__x86_64__)
// Clang 14 does not know its name.
bool has_avx_vnni() {
  constexpr unsigned bit = 1U << 4;  // of EAX, leaf 7, subleaf 1
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 && (eax & bit) != 0;
}
#endif

// Products of 8 bit numbers: without these, sums of two of them can overflow 16 bits, and nothing is faster.
bool has_byte_products(const ov::Core& core, const std::string& device) {
#if defined(__x86_64__)
  if (device == "CPU") return __builtin_cpu_supports("avx512vnni") || has_avx_vnni();
#endif
  return has(core, device, ov::device::capability::INT8);
}

void require_precision(const ov::Core& core, const EncoderRuntime& runtime) {
  using Precision = EncoderRuntime::Precision;
  if (runtime.precision == Precision::bfloat16)
    require(has(core, runtime.device, ov::device::capability::BF16), runtime.precision, "AVX-512 BF16 or AMX");
  if (runtime.precision == Precision::int8)
    require(has_byte_products(core, runtime.device), runtime.precision, "AVX-VNNI or AVX-512 VNNI");
}

constexpr std::size_t calibration_piece = std::size_t{5} * sample_rate_hz;

void quantize(ov::Core& core, const std::shared_ptr<ov::Model>& model, const GraphInputs& inputs,
              const EncoderRuntime& runtime) {
  std::vector<std::vector<ov::Tensor>> pieces;
  for (std::span<const float> rest = runtime.calibration; rest.size() >= calibration_piece;
       rest = rest.subspan(calibration_piece))
    pieces.push_back(inputs.make(rest.first(calibration_piece)));
  if (pieces.empty())
    throw Error(ErrorCode::invalid_argument, "precision int8: expected at least 5 s of speech to calibrate with, found " +
                                                 std::to_string(runtime.calibration.size()) + " samples");
  const QuantizationResult result = quantize_products(core, model, pieces, runtime.largest_change);
  if (runtime.report)
    runtime.report("int8: " + std::to_string(result.quantized) + " of " + std::to_string(result.products) +
                   " products in 8 bits");
}

// Compiled for this version of OpenVINO, device and precision. Empty: not to be kept.
std::filesystem::path cached_file(const ov::Core& core, const EncoderRuntime& runtime, const std::string& key) {
  if (runtime.cache.empty() || key.empty()) return {};
  ContentKey name;
  name.add(key).add(precision_key(runtime)).add(ov::get_openvino_version().buildNumber);
  for (const std::string& capability : core.get_property(runtime.device, ov::device::capabilities)) name.add(capability);
  return CacheFolder(runtime.cache).folder(CacheKind::graphs) / (name.text() + ".blob");
}

// A cache that cannot be written changes nothing but time: it is done without.
void keep(const std::filesystem::path& file, ov::CompiledModel& model, const EncoderRuntime& runtime) {
  std::error_code ignored;
  const CacheFolder cache(runtime.cache, runtime.cache_size);
  try {
    cache.check_room(1);  // how large it becomes is not known before
    make_folder(file.parent_path());
    write_verified_file(file, [&](std::ostream& out) { model.export_model(out); });
    const std::uint64_t size = std::filesystem::file_size(file);
    if (runtime.cache_size != 0 && size > runtime.cache_size) {
      std::filesystem::remove(file, ignored);
      throw Error(ErrorCode::unwritable, "a compiled encoder of " + byte_size_text(size) + " is more than its limit of " +
                                             byte_size_text(runtime.cache_size) + " (AFFECTUS_CACHE_SIZE)");
    }
    cache.kept(size);
  } catch (const std::exception& error) {
    if (runtime.report) runtime.report(unwritable_cache(file.parent_path(), error));
  }
}

}  // namespace

/// Requests that are lent to one caller at a time.
class CompiledGraph::RequestPool {
 public:
  RequestPool(ov::CompiledModel& model, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) idle_.push_back(model.create_infer_request());
  }

  class Loan {
   public:
    explicit Loan(RequestPool& pool) : pool_(pool) {
      std::unique_lock lock(pool_.mutex_);
      pool_.returned_.wait(lock, [&] { return !pool_.idle_.empty(); });
      request = pool_.idle_.back();
      pool_.idle_.pop_back();
    }
    ~Loan() {
      {
        const std::lock_guard lock(pool_.mutex_);
        pool_.idle_.push_back(request);
      }
      pool_.returned_.notify_one();
    }
    Loan(const Loan&) = delete;
    ov::InferRequest request;

   private:
    RequestPool& pool_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<ov::InferRequest> idle_;
};

CompiledGraph::CompiledGraph(const ov::OutputVector& outputs, const ov::ParameterVector& parameters,
                             const GraphInputs& inputs, const EncoderRuntime& runtime, const std::string& key) {
  require_precision(core_, runtime);
  const std::filesystem::path file = cached_file(core_, runtime, key);
  if (!file.empty() && import(file, runtime)) {
    requests_ = std::make_unique<RequestPool>(model_, runtime.streams);
    return;
  }
  const auto model = std::make_shared<ov::Model>(outputs, parameters, "encoder");
  std::map<ov::Output<ov::Node>, ov::PartialShape> shapes;
  for (std::size_t i = 0; i < parameters.size(); ++i) shapes[parameters[i]] = inputs.shapes.at(i);
  require_finite_weights(*model);
  model->reshape(shapes);
  if (runtime.precision == EncoderRuntime::Precision::int8) quantize(core_, model, inputs, runtime);
  model_ = core_.compile_model(model, runtime.device, properties(runtime));
  requests_ = std::make_unique<RequestPool>(model_, runtime.streams);
  if (!file.empty()) keep(file, model_, runtime);
}

CompiledGraph::~CompiledGraph() = default;

bool CompiledGraph::import(const std::filesystem::path& file, const EncoderRuntime& runtime) {
  CacheFolder::touch(file);
  std::optional<VerifiedFile> whole = VerifiedFile::open(file);
  if (!whole) return false;
  blob_.emplace(std::move(*whole));
  try {
    // OpenVINO only reads it.
    const std::span<const std::byte> content = blob_->content();
    const ov::Tensor bytes(ov::element::u8, {content.size()}, const_cast<std::byte*>(content.data()));
    model_ = core_.import_model(bytes, runtime.device, properties(runtime));
    return true;
  } catch (const std::exception&) {  // of another version: compiled anew
    blob_.reset();
    return false;
  }
}

void CompiledGraph::run(std::span<const ov::Tensor> inputs,
                        const std::function<void(std::size_t output, const ov::Tensor& values)>& take) const {
  RequestPool::Loan loan(*requests_);
  for (std::size_t i = 0; i < inputs.size(); ++i) loan.request.set_input_tensor(i, inputs[i]);
  loan.request.infer();
  for (std::size_t i = 0; i < model_.outputs().size(); ++i) take(i, loan.request.get_output_tensor(i));
}

}  // namespace affectus
