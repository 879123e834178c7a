// Which instruction sets the kernels are compiled for. To be included before any of Highway's headers.
//
// AVX-512 (AVX3), AVX2, SSE4, NEON and the platform's baseline (plain C++ on x86-64, WebAssembly SIMD). Left out: SSSE3,
// which gives these kernels nothing over the baseline worth the code, and SVE, whose vectors have no size at compile time,
// as tiles in registers need it.
#pragma once

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
