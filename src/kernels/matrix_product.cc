#include "kernels/matrix_product.h"

#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/matrix_product.cc"
// The targets come before what reads them.
// clang-format off
#include "kernels/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
// clang-format on
#include "hwy/cache_control.h"

#ifndef AFFECTUS_KERNELS_PRODUCT  // this file is read once for each instruction set
#define AFFECTUS_KERNELS_PRODUCT
namespace affectus {

struct Product {
  const float* a;
  std::size_t a_row_stride;   // from one row of the result to the next
  std::size_t a_step_stride;  // from one term of the sum to the next
  std::size_t k;
  const float* panels;
  std::size_t n;
  const float* bias;
  bool accumulate;
  float* c;
  std::size_t c_stride;
};

}  // namespace affectus
#endif  // AFFECTUS_KERNELS_PRODUCT

HWY_BEFORE_NAMESPACE();
namespace affectus {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

constexpr std::size_t panel_width = PackedMatrix::panel_width;
constexpr std::size_t lanes = HWY_LANES(float);
constexpr std::size_t panel_vectors = panel_width / lanes;
static_assert(panel_width % (2 * lanes) == 0);

// A tile of the result is held in registers: rows x vectors accumulators, beside them the vectors of b and one value of a.
#if HWY_TARGET == HWY_AVX3
constexpr std::size_t accumulators = 28;
constexpr std::size_t max_rows = 14;
#elif HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4 || HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_WASM
constexpr std::size_t accumulators = 12;
constexpr std::size_t max_rows = 6;
#else
constexpr std::size_t accumulators = 24;
constexpr std::size_t max_rows = 6;
#endif

// Few rows take more vectors side by side, so that enough independent sums hide the latency of an addition.
constexpr std::size_t tile_vectors(std::size_t rows) {
  return rows * 8 <= accumulators ? 8 : rows * 4 <= accumulators ? 4 : 2;
}

// Chunks of rows of `a` that stay in the second-level cache while all panels of b pass.
constexpr std::size_t max_chunk_rows = 112;

// The compiler keeps accumulators in registers only where it unrolls every loop over them.
#if HWY_COMPILER_GCC_ACTUAL
#define AFFECTUS_UNROLL _Pragma("GCC unroll 16")
#else
#define AFFECTUS_UNROLL _Pragma("unroll")
#endif

// kRows rows of c from kVectors full vectors of columns. `b` is the first column of the first row in its panel.
template <std::size_t kRows, std::size_t kVectors, bool kContiguousSteps>
HWY_INLINE void compute_tile(const Product& product, const float* a, const float* b, const float* bias, float* c,
                             std::size_t c_stride) {
  const Floats d;
  Vector sums[kRows][kVectors];
  AFFECTUS_UNROLL for (std::size_t v = 0; v < kVectors; ++v) {
    const Vector start = bias != nullptr ? hn::LoadU(d, bias + v * lanes) : hn::Zero(d);
    AFFECTUS_UNROLL for (std::size_t r = 0; r < kRows; ++r) sums[r][v] = start;
  }
  if (product.accumulate) {
    AFFECTUS_UNROLL for (std::size_t r = 0; r < kRows; ++r) {
      AFFECTUS_UNROLL for (std::size_t v = 0; v < kVectors; ++v) {
        sums[r][v] = hn::Add(sums[r][v], hn::LoadU(d, c + r * c_stride + v * lanes));
      }
    }
  }

  const std::size_t row_stride = kContiguousSteps ? product.a_row_stride : 1;
  const std::size_t step_stride = kContiguousSteps ? 1 : product.a_step_stride;
  const std::size_t panel_stride = panel_width * product.k;
  for (std::size_t step = product.k; step != 0; --step) {
    Vector columns[kVectors];
    AFFECTUS_UNROLL for (std::size_t v = 0; v < kVectors; ++v) {
      columns[v] = hn::Load(d, b + v / panel_vectors * panel_stride + v % panel_vectors * lanes);
    }
    AFFECTUS_UNROLL for (std::size_t r = 0; r < kRows; ++r) {
      const Vector value = hn::Set(d, a[r * row_stride]);
      AFFECTUS_UNROLL for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = hn::MulAdd(value, columns[v], sums[r][v]);
    }
    a += step_stride;
    b += panel_width;
  }

  AFFECTUS_UNROLL for (std::size_t r = 0; r < kRows; ++r) {
    AFFECTUS_UNROLL for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[r][v], d, c + r * c_stride + v * lanes);
  }
}

// The same for vectors of columns from `first` on, of which the last ones may lie beyond the matrix: these go through a
// buffer.
template <std::size_t kRows, std::size_t kVectors, bool kContiguousSteps>
void compute_columns(const Product& product, std::size_t row, std::size_t first) {
  const std::size_t column = first * lanes;
  const float* const a = product.a + row * (kContiguousSteps ? product.a_row_stride : 1);
  const float* const b = product.panels + first / panel_vectors * panel_width * product.k + first % panel_vectors * lanes;
  const float* const bias = product.bias != nullptr ? product.bias + column : nullptr;
  float* const c = product.c + row * product.c_stride + column;
  constexpr std::size_t width = kVectors * lanes;
  if (column + width <= product.n) {
    compute_tile<kRows, kVectors, kContiguousSteps>(product, a, b, bias, c, product.c_stride);
    return;
  }
  const std::size_t count = product.n - column;
  float padded_bias[width] = {};
  float padded[kRows * width] = {};
  if (bias != nullptr) std::copy_n(bias, count, padded_bias);
  if (product.accumulate) {
    for (std::size_t r = 0; r < kRows; ++r) std::copy_n(c + r * product.c_stride, count, padded + r * width);
  }
  compute_tile<kRows, kVectors, kContiguousSteps>(product, a, b, bias != nullptr ? padded_bias : nullptr, padded, width);
  for (std::size_t r = 0; r < kRows; ++r) std::copy_n(padded + r * width, count, c + r * product.c_stride);
}

// Rows `row` to row + kRows and the vectors of columns from `first` to `end`, an even number.
template <std::size_t kRows, bool kContiguousSteps>
void compute_band(const Product& product, std::size_t row, std::size_t first, std::size_t end) {
  constexpr std::size_t vectors = tile_vectors(kRows);
  for (; first + vectors <= end; first += vectors) compute_columns<kRows, vectors, kContiguousSteps>(product, row, first);
  for (; first < end; first += 2) compute_columns<kRows, 2, kContiguousSteps>(product, row, first);
}

using Band = void (*)(const Product&, std::size_t, std::size_t, std::size_t);

template <bool kContiguousSteps, std::size_t... kIndices>
constexpr std::array<Band, sizeof...(kIndices)> make_bands(std::index_sequence<kIndices...>) {
  return {&compute_band<kIndices + 1, kContiguousSteps>...};
}

// Rows are shared out evenly among as few bands as possible. A panel of b is read by all bands of a chunk before the next
// one, so that it comes from the first-level cache but once.
template <bool kContiguousSteps>
void compute(const Product& product, std::size_t rows) {
  constexpr auto bands = make_bands<kContiguousSteps>(std::make_index_sequence<max_rows>());
  const std::size_t end = (product.n + 2 * lanes - 1) / (2 * lanes) * 2;
  const std::size_t chunks = (rows + max_chunk_rows - 1) / max_chunk_rows;
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    const std::size_t start = rows * chunk / chunks;
    const std::size_t count = rows * (chunk + 1) / chunks - start;
    const std::size_t band_count = (count + max_rows - 1) / max_rows;
    const std::size_t height = count / band_count;
    const std::size_t taller = count % band_count;
    const std::size_t width = std::max(panel_vectors, tile_vectors(height));
    for (std::size_t first = 0; first < end; first += width) {
      std::size_t row = start;
      for (std::size_t band = 0; band < band_count; ++band) {
        const std::size_t band_rows = height + (band < taller ? 1 : 0);
        bands[band_rows - 1](product, row, first, std::min(end, first + width));
        row += band_rows;
      }
    }
  }
}

void multiply(const Product& product, std::size_t rows) { compute<true>(product, rows); }
void multiply_transposed(const Product& product, std::size_t rows) { compute<false>(product, rows); }

}  // namespace HWY_NAMESPACE
}  // namespace affectus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace affectus {

HWY_EXPORT(multiply);
HWY_EXPORT(multiply_transposed);

namespace {

constexpr std::size_t width = PackedMatrix::panel_width;

// Rows of b that are packed at once for a transposed product: a panel of them stays in the first-level cache.
constexpr std::size_t transposed_chunk = 128;

// One panel: `count` columns of k rows, filled up to the panel's width.
void pack_panel(const float* values, std::size_t row_step, std::size_t column_step, std::size_t k, std::size_t count,
                float* panel) {
  for (std::size_t row = 0; row < k; ++row, panel += width) {
    for (std::size_t column = 0; column < count; ++column) panel[column] = values[row * row_step + column * column_step];
    std::fill(panel + count, panel + width, 0.0f);
  }
}

// Fetches into the cache the share number `done` of `all` shares of some rows.
void prefetch_share(const float* begin, std::size_t stride, std::size_t columns, std::size_t rows, std::size_t done,
                    std::size_t all) {
  for (std::size_t row = rows * done / all; row < rows * (done + 1) / all; ++row) {
    for (std::size_t column = 0; column < columns; column += cache_line_bytes / sizeof(float)) {
      hwy::Prefetch(begin + row * stride + column);
    }
  }
}

}  // namespace

PackedMatrix PackedMatrix::pack(const float* values, std::size_t k, std::size_t n, std::size_t row_stride, bool transposed) {
  PackedMatrix packed;
  packed.repack(values, k, n, row_stride, transposed);
  return packed;
}

void PackedMatrix::repack(const float* values, std::size_t k, std::size_t n, std::size_t row_stride, bool transposed) {
  k_ = k;
  n_ = n;
  packed_.resize((n + width - 1) / width * width * k);
  const std::size_t row_step = transposed ? 1 : row_stride;
  const std::size_t column_step = transposed ? row_stride : 1;
  for (std::size_t first = 0; first < n; first += width) {
    pack_panel(values + first * column_step, row_step, column_step, k, std::min(width, n - first),
               packed_.data() + first * k);
  }
}

void matrix_product(const float* a, std::size_t a_stride, std::size_t m, const PackedMatrix& b, const float* bias,
                    bool accumulate, float* c, std::size_t c_stride) {
  const Product product{a, a_stride, 1, b.k(), b.data(), b.n(), bias, accumulate, c, c_stride};
  HWY_DYNAMIC_DISPATCH(multiply)(product, m);
}

void accumulate_transposed_product(const float* a, std::size_t a_stride, const float* b, std::size_t b_stride, std::size_t m,
                                   std::size_t k, std::size_t n, float* c, std::size_t c_stride) {
  alignas(cache_line_bytes) float panel[transposed_chunk * width];
  const std::size_t panels = (n + width - 1) / width;
  while (m > 0) {
    const std::size_t rows = std::min(transposed_chunk, m);
    m -= rows;
    for (std::size_t pass = 0; pass < panels; ++pass) {
      const std::size_t first = pass * width;
      const std::size_t columns = std::min(width, n - first);
      // The kernel goes down the columns of `a`, which the hardware does not foresee.
      const std::size_t next_rows = std::min(transposed_chunk, m);
      prefetch_share(a + rows * a_stride, a_stride, k, next_rows, pass, panels);
      prefetch_share(b + rows * b_stride, b_stride, n, next_rows, pass, panels);
      pack_panel(b + first, b_stride, 1, rows, columns, panel);
      HWY_DYNAMIC_DISPATCH(multiply_transposed)
      ({a, 1, a_stride, rows, panel, columns, nullptr, true, c + first, c_stride}, k);
    }
    a += rows * a_stride;
    b += rows * b_stride;
  }
}

}  // namespace affectus
#endif  // HWY_ONCE
