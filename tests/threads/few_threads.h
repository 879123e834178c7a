// A system that refuses to start threads, as `ulimit -u` and control groups do. To be included in one file of a program,
// whose pthread_create() it replaces.
#pragma once

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>

namespace affectus::testing {

/// Threads that may still be started.
inline std::atomic<int> threads_left = 1 << 20;

}  // namespace affectus::testing

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*), void* argument) {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
  if (affectus::testing::threads_left.fetch_sub(1) <= 0) return EAGAIN;
  return create(thread, attributes, start, argument);
}
