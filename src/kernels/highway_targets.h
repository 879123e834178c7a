// Selects the instruction sets for which the kernels are compiled. To be included before any of Highway's headers.
//
// AVX-512 (AVX3), AVX2, SSE4, NEON and the platform's baseline (plain C++ on x86-64, WebAssembly SIMD). Two are left out:
// SSSE3, which is hardly faster than the baseline here, and SVE, whose vectors have no size at compile time, which tiles in
// registers need.
#pragma once

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
