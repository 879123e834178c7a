#include "encoders/quantization.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <openvino/opsets/opset13.hpp>
#include <openvino/pass/constant_folding.hpp>
#include <openvino/pass/manager.hpp>
#include <vector>

#include "kernels/matrix_product.h"

namespace affectus {
namespace {

namespace ops = ov::opset13;

constexpr std::size_t least_depth = 64;     // terms of a sum; below, 8 bits bring nothing
constexpr std::int64_t frames_per_row = 8;  // of the calibration's frames, one in so many is kept for the search
constexpr std::size_t rows_compared = 96;
constexpr int input_levels = 256;
constexpr int weight_levels = 255;

// a [.., k] times a constant [n, k], or [k, n] where it is not transposed.
struct Product {
  std::shared_ptr<ops::MatMul> node;
  std::shared_ptr<ops::Constant> weight;

  bool is_transposed() const { return node->get_transpose_b(); }
  std::size_t depth() const { return weight->get_shape()[is_transposed() ? 1 : 0]; }
  std::size_t width() const { return weight->get_shape()[is_transposed() ? 0 : 1]; }
  // Weight `k` of output `n` is at n * output_stride() + k * depth_stride().
  std::size_t output_stride() const { return is_transposed() ? depth() : 1; }
  std::size_t depth_stride() const { return is_transposed() ? 1 : width(); }
};

// Products by the value that they take.
using Products = std::map<ov::Output<ov::Node>, std::vector<Product>>;

Products find_products(const ov::Model& model) {
  Products products;
  for (const auto& node : model.get_ordered_ops()) {
    const auto product = ov::as_type_ptr<ops::MatMul>(node);
    if (!product || product->get_transpose_a()) continue;
    const auto weight = ov::as_type_ptr<ops::Constant>(product->get_input_node_shared_ptr(1));
    if (!weight || weight->get_element_type() != ov::element::f32 || weight->get_shape().size() != 2) continue;
    const Product found{product, weight};
    if (found.depth() >= least_depth) products[product->input_value(0)].push_back(found);
  }
  return products;
}

// What a product takes, as seen on speech.
struct Observed {
  float least = 0;
  float largest = 0;
  std::vector<float> rows;  // some of them, depth values each

  void add(float low, float high, const ov::Tensor& more) {
    least = std::min(least, low);
    largest = std::max(largest, high);
    rows.insert(rows.end(), more.data<const float>(), more.data<const float>() + more.get_size());
  }
};

// [.., k]: every so many-th row of k.
ov::Output<ov::Node> thinned(const ov::Output<ov::Node>& value, std::size_t depth) {
  const auto numbers = [](std::int64_t a, std::int64_t b) { return ops::Constant::create(ov::element::i64, {2}, {a, b}); };
  const auto one = [](std::int64_t a) { return ops::Constant::create(ov::element::i64, {1}, {a}); };
  const auto rows = std::make_shared<ops::Reshape>(value, numbers(-1, static_cast<std::int64_t>(depth)), false);
  return std::make_shared<ops::Slice>(rows, one(0), one(std::numeric_limits<std::int64_t>::max()), one(frames_per_row),
                                      one(0));
}

ov::Output<ov::Node> single(const ov::Output<ov::Node>& value, bool largest) {
  const auto line = std::make_shared<ops::Reshape>(value, ops::Constant::create(ov::element::i64, {1}, {-1}), false);
  const auto axis = ops::Constant::create(ov::element::i64, {1}, {0});
  if (largest) return std::make_shared<ops::ReduceMax>(line, axis, false);
  return std::make_shared<ops::ReduceMin>(line, axis, false);
}

std::vector<Observed> observe(ov::Core& core, const ov::Model& model, const Products& products,
                              std::span<const std::vector<ov::Tensor>> calibration) {
  ov::OutputVector outputs;
  for (const auto& [value, users] : products) {
    outputs.push_back(single(value, false));
    outputs.push_back(single(value, true));
    outputs.push_back(thinned(value, users[0].depth()));
  }
  const auto observer = std::make_shared<ov::Model>(outputs, model.get_parameters(), "observer");
  auto compiled = core.compile_model(observer, "CPU", {ov::hint::inference_precision(ov::element::f32)});
  auto request = compiled.create_infer_request();
  std::vector<Observed> observed(products.size());
  for (const std::vector<ov::Tensor>& inputs : calibration) {
    for (std::size_t i = 0; i < inputs.size(); ++i) request.set_input_tensor(i, inputs[i]);
    request.infer();
    for (std::size_t i = 0; i < observed.size(); ++i)
      observed[i].add(*request.get_output_tensor(3 * i).data<const float>(),
                      *request.get_output_tensor(3 * i + 1).data<const float>(), request.get_output_tensor(3 * i + 2));
  }
  return observed;
}

struct Range {
  float low;
  float high;

  float rounded(float value) const {
    const float step = (high - low) / (input_levels - 1);
    return low + std::round((std::clamp(value, low, high) - low) / step) * step;
  }
};

// Of the whole range and smaller ones, the one whose rounding and clipping lose least of the rows' energy. Zero is a level.
Range best_range(const Observed& observed) {
  Range best{observed.least, observed.largest};
  double least_loss = std::numeric_limits<double>::infinity();
  for (const float share : {1.0F, 0.9F, 0.8F, 0.7F, 0.6F, 0.5F, 0.4F, 0.3F, 0.2F, 0.1F}) {
    Range range{observed.least * share, std::max(observed.largest * share, 1e-6F)};
    const float step = (range.high - range.low) / (input_levels - 1);
    range.low = std::round(range.low / step) * step;
    range.high = range.low + step * (input_levels - 1);
    double loss = 0;
    for (const float value : observed.rows) {
      const double lost = value - range.rounded(value);
      loss += lost * lost;
    }
    if (loss >= least_loss) continue;
    least_loss = loss;
    best = range;
  }
  return best;
}

// The largest magnitude of each output's weights.
std::vector<float> weight_limits(const Product& product) {
  const float* weight = product.weight->get_data_ptr<float>();
  std::vector<float> limits(product.width(), 1e-12F);
  for (std::size_t n = 0; n < product.width(); ++n)
    for (std::size_t k = 0; k < product.depth(); ++k)
      limits[n] = std::max(limits[n], std::abs(weight[n * product.output_stride() + k * product.depth_stride()]));
  return limits;
}

AlignedVector<float> rounded_weights(const Product& product, std::span<const float> limits) {
  const float* weight = product.weight->get_data_ptr<float>();
  AlignedVector<float> rounded(product.width() * product.depth());
  for (std::size_t n = 0; n < product.width(); ++n) {
    constexpr int largest_code = weight_levels / 2;
    const float step = limits[n] / largest_code;
    for (std::size_t k = 0; k < product.depth(); ++k) {
      const std::size_t place = n * product.output_stride() + k * product.depth_stride();
      rounded[place] = std::round(weight[place] / step) * step;
    }
  }
  return rounded;
}

std::vector<float> multiply(std::span<const float> rows, const Product& product, const float* weight) {
  const std::size_t depth = product.depth(), width = product.width();
  const PackedMatrix packed =
      PackedMatrix::pack(weight, depth, width, product.is_transposed() ? depth : width, product.is_transposed());
  const std::size_t count = rows.size() / depth;
  std::vector<float> result(count * width);
  matrix_product(rows.data(), depth, count, packed, nullptr, false, result.data(), width);
  return result;
}

// Of the product's output over the observed rows.
double relative_change(const Product& product, const Observed& observed, const Range& range, std::span<const float> limits) {
  const std::size_t depth = product.depth();
  const std::size_t count = observed.rows.size() / depth;
  const std::size_t stride = std::max<std::size_t>(1, count / rows_compared);
  std::vector<float> rows, rounded;
  for (std::size_t i = 0; i < count; i += stride)
    for (std::size_t k = 0; k < depth; ++k) {
      rows.push_back(observed.rows[i * depth + k]);
      rounded.push_back(range.rounded(rows.back()));
    }
  const std::vector<float> exact = multiply(rows, product, product.weight->get_data_ptr<float>());
  const std::vector<float> changed = multiply(rounded, product, rounded_weights(product, limits).data());
  double change = 0, energy = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double lost = exact[i] - changed[i];
    change += lost * lost;
    energy += static_cast<double>(exact[i]) * exact[i];
  }
  return energy > 0 ? std::sqrt(change / energy) : std::numeric_limits<double>::infinity();
}

std::shared_ptr<ov::Node> on_levels(const ov::Output<ov::Node>& value, const std::shared_ptr<ov::Node>& low,
                                    const std::shared_ptr<ov::Node>& high, int levels) {
  return std::make_shared<ops::FakeQuantize>(value, low, high, low, high, levels);
}

std::shared_ptr<ov::Node> rounded_weight_node(const Product& product, std::span<const float> limits) {
  const ov::Shape shape = product.is_transposed() ? ov::Shape{limits.size(), 1} : ov::Shape{1, limits.size()};
  std::vector<float> high(limits.begin(), limits.end()), low(high.size());
  std::ranges::transform(high, low.begin(), std::negate<>());
  return on_levels(product.weight, ops::Constant::create(ov::element::f32, shape, low),
                   ops::Constant::create(ov::element::f32, shape, high), weight_levels);
}

}  // namespace

QuantizationResult quantize_products(ov::Core& core, const std::shared_ptr<ov::Model>& model,
                                     std::span<const std::vector<ov::Tensor>> calibration, double largest_change) {
  ov::pass::Manager passes;
  passes.register_pass<ov::pass::ConstantFolding>();
  passes.run_passes(model);
  const Products products = find_products(*model);
  const std::vector<Observed> observed = observe(core, *model, products, calibration);
  QuantizationResult result;
  auto seen = observed.begin();
  for (const auto& [value, users] : products) {
    const Range range = best_range(*seen);
    std::shared_ptr<ov::Node> rounded;
    for (const Product& product : users) {
      ++result.products;
      const std::vector<float> limits = weight_limits(product);
      const double change = relative_change(product, *seen, range, limits);
      if (!(change < largest_change)) continue;
      if (!rounded)
        rounded = on_levels(value, ops::Constant::create(ov::element::f32, {}, {range.low}),
                            ops::Constant::create(ov::element::f32, {}, {range.high}), input_levels);
      product.node->input(0).replace_source_output(rounded);
      product.node->input(1).replace_source_output(rounded_weight_node(product, limits));
      ++result.quantized;
    }
    ++seen;
  }
  return result;
}

}  // namespace affectus
