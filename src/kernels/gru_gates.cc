#include "kernels/gru_gates.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gru_gates.cc"
// The targets come before what reads them.
// clang-format off
#include "kernels/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace affectus {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;
constexpr std::size_t lanes = HWY_LANES(float);

struct PowerOfTwo {
  Vector scale;     // 2^k
  Vector fraction;  // e^f - 1, where x = k ln 2 + f and |f| <= ln 2 / 2
};

// The parts of e^x for |x| <= 87, so that 2^k is a normal number. The polynomial is that of Cephes' expf (Moshier), whose
// relative error is below 1e-7; ln 2 is subtracted in two parts, the first of which has few enough digits that k times it is
// exact.
HWY_INLINE PowerOfTwo split_exponential(Vector x) {
  const Floats d;
  const hn::RebindToSigned<Floats> integers;
  const auto exponent = hn::NearestInt(hn::Mul(x, hn::Set(d, 1.44269504088896341f)));
  const Vector k = hn::ConvertTo(d, exponent);
  Vector f = hn::NegMulAdd(k, hn::Set(d, 0.693359375f), x);
  f = hn::NegMulAdd(k, hn::Set(d, -2.12194440e-4f), f);
  Vector polynomial = hn::Set(d, 1.9875691500e-4f);
  for (const float coefficient :
       {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f}) {
    polynomial = hn::MulAdd(polynomial, f, hn::Set(d, coefficient));
  }
  const auto bits = hn::ShiftLeft<23>(hn::Add(exponent, hn::Set(integers, 127)));
  return {hn::BitCast(d, bits), hn::MulAdd(hn::Mul(f, f), polynomial, f)};
}

// 1 / (1 + e^-x)
HWY_INLINE Vector sigmoid(Vector x) {
  const Floats d;
  const Vector one = hn::Set(d, 1.0f);
  const Vector bounded = hn::Max(hn::Min(hn::Neg(x), hn::Set(d, 80.0f)), hn::Set(d, -80.0f));
  const PowerOfTwo parts = split_exponential(bounded);
  return hn::Div(one, hn::Add(one, hn::MulAdd(parts.scale, parts.fraction, parts.scale)));
}

// With e = e^(-2 |x|) - 1, which keeps its digits near 0, tanh |x| = -e / (2 + e).
HWY_INLINE Vector hyperbolic_tangent(Vector x) {
  const Floats d;
  const Vector bounded = hn::Max(hn::Mul(hn::Abs(x), hn::Set(d, -2.0f)), hn::Set(d, -40.0f));
  const PowerOfTwo parts = split_exponential(bounded);
  const Vector e = hn::MulAdd(parts.scale, parts.fraction, hn::Sub(parts.scale, hn::Set(d, 1.0f)));
  return hn::CopySign(hn::Div(e, hn::Add(e, hn::Set(d, 2.0f))), x);
}

// Calls function(first, count) for full vectors of values, and for what is left in the end.
template <typename Function>
HWY_INLINE void for_each_vector(std::size_t units, Function function) {
  std::size_t unit = 0;
  for (; unit + lanes <= units; unit += lanes) function(unit, lanes);
  if (unit < units) function(unit, units - unit);
}

HWY_INLINE Vector load(const float* values, std::size_t count) {
  const Floats d;
  if (count == lanes) return hn::LoadU(d, values);
  HWY_ALIGN float padded[lanes] = {};
  for (std::size_t i = 0; i < count; ++i) padded[i] = values[i];
  return hn::Load(d, padded);
}

HWY_INLINE void store(Vector vector, float* values, std::size_t count) {
  const Floats d;
  if (count == lanes) return hn::StoreU(vector, d, values);
  HWY_ALIGN float padded[lanes];
  hn::Store(vector, d, padded);
  for (std::size_t i = 0; i < count; ++i) values[i] = padded[i];
}

HWY_INLINE void add_to(float* values, Vector vector, std::size_t count) {
  store(hn::Add(load(values, count), vector), values, count);
}

void step(std::size_t rows, std::size_t units, float* gates, std::size_t gates_stride, const float* previous, float* next) {
  for (std::size_t row = 0; row < rows; ++row) {
    for_each_vector(units, [&](std::size_t unit, std::size_t count) HWY_ATTR {
      float* const gate = gates + row * gates_stride + unit;
      const Vector r = sigmoid(load(gate + units, count));
      const Vector z = sigmoid(load(gate + 2 * units, count));
      const Vector n = hyperbolic_tangent(hn::MulAdd(r, load(gate + 3 * units, count), load(gate, count)));
      const Vector h = load(previous + row * units + unit, count);
      store(n, gate, count);
      store(r, gate + units, count);
      store(z, gate + 2 * units, count);
      store(hn::MulAdd(z, hn::Sub(h, n), n), next + row * units + unit, count);
    });
  }
}

void step_gradient(std::size_t rows, std::size_t units, float* gates, std::size_t gates_stride, const float* previous,
                   const float* output_gradient, float* state_gradient, float* gate_sums) {
  const Vector one = hn::Set(Floats(), 1.0f);
  for (std::size_t row = 0; row < rows; ++row) {
    for_each_vector(units, [&](std::size_t unit, std::size_t count) HWY_ATTR {
      float* const gate = gates + row * gates_stride + unit;
      float* const carried = state_gradient + row * units + unit;
      const Vector n = load(gate, count);
      const Vector r = load(gate + units, count);
      const Vector z = load(gate + 2 * units, count);
      const Vector n_h = load(gate + 3 * units, count);
      const Vector h = load(previous + row * units + unit, count);
      const Vector dh = hn::Add(load(output_gradient + row * units + unit, count), load(carried, count));
      const Vector not_z = hn::Sub(one, z);
      const Vector dn = hn::Mul(hn::Mul(dh, not_z), hn::NegMulAdd(n, n, one));
      const Vector dz = hn::Mul(hn::Mul(dh, hn::Sub(h, n)), hn::Mul(z, not_z));
      const Vector dn_h = hn::Mul(dn, r);
      const Vector dr = hn::Mul(hn::Mul(dn_h, n_h), hn::Sub(one, r));
      store(hn::Mul(dh, z), carried, count);
      std::size_t part = 0;
      for (const Vector& gradient : {dn, dr, dz, dn_h}) {
        store(gradient, gate + part, count);
        add_to(gate_sums + part + unit, gradient, count);
        part += units;
      }
    });
  }
}

void apply_tanh(float* values, std::size_t total) {
  for_each_vector(total, [&](std::size_t i, std::size_t count)
                             HWY_ATTR { store(hyperbolic_tangent(load(values + i, count)), values + i, count); });
}

}  // namespace HWY_NAMESPACE
}  // namespace affectus
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace affectus {

HWY_EXPORT(step);
HWY_EXPORT(step_gradient);
HWY_EXPORT(apply_tanh);

void gru_gates(std::size_t rows, std::size_t units, float* gates, std::size_t gates_stride, const float* previous,
               float* next) {
  HWY_DYNAMIC_DISPATCH(step)(rows, units, gates, gates_stride, previous, next);
}

void gru_gates_gradient(std::size_t rows, std::size_t units, float* gates, std::size_t gates_stride, const float* previous,
                        const float* output_gradient, float* state_gradient, float* gate_sums) {
  HWY_DYNAMIC_DISPATCH(step_gradient)
  (rows, units, gates, gates_stride, previous, output_gradient, state_gradient, gate_sums);
}

void tanh_in_place(float* values, std::size_t count) { HWY_DYNAMIC_DISPATCH(apply_tanh)(values, count); }

}  // namespace affectus
#endif  // HWY_ONCE
