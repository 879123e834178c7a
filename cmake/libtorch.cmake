# LibTorch, as the target affectus::libtorch: Debian's libtorch-dev, or the one in PyPI's `torch` wheel where AFFECTUS_LIBTORCH is
# the wheel's folder (.../site-packages/torch). The wheel's own CMake files are not used: find_package(Torch) fails where nvcc is
# not installed though a wheel for CUDA needs none, and where Debian's is installed as well it mixes the two silently. Sets
# AFFECTUS_LIBTORCH_INCLUDES.
set(AFFECTUS_LIBTORCH "" CACHE PATH "The folder of PyPI's torch wheel (site-packages/torch); empty: Debian's libtorch-dev")

add_library(affectus_libtorch INTERFACE)
add_library(affectus::libtorch ALIAS affectus_libtorch)
if(AFFECTUS_LIBTORCH)
  set(root ${AFFECTUS_LIBTORCH})
  if(NOT EXISTS ${root}/include/torch/csrc/api/include/torch/version.h)
    message(FATAL_ERROR "AFFECTUS_LIBTORCH: expected the torch folder of a wheel (with include/ and lib/), found ${root}")
  endif()
  set(AFFECTUS_LIBTORCH_INCLUDES ${root}/include ${root}/include/torch/csrc/api/include)
  # The C++ library before LibTorch's: some wheels' libtorch.so (2.11) shows a std::filesystem of its own, which crashes when
  # others call it.
  target_link_libraries(affectus_libtorch INTERFACE -Wl,--push-state,--no-as-needed -lstdc++ -Wl,--pop-state)
  foreach(name torch torch_cpu c10 torch_cuda c10_cuda)
    if(EXISTS ${root}/lib/lib${name}.so)
      # Nothing of torch_cuda is called by name: it registers itself when it is loaded.
      target_link_libraries(affectus_libtorch INTERFACE -Wl,--push-state,--no-as-needed ${root}/lib/lib${name}.so -Wl,--pop-state)
    elseif(name MATCHES "^(torch|torch_cpu|c10)$")
      message(FATAL_ERROR "AFFECTUS_LIBTORCH: expected ${root}/lib/lib${name}.so, found none")
    endif()
  endforeach()
  target_link_options(affectus_libtorch INTERFACE -Wl,-rpath,${root}/lib)
  # Of 2.7 and later; earlier wheels have the old ABI of std::string.
  file(STRINGS ${root}/include/torch/csrc/api/include/torch/version.h version_line REGEX "define TORCH_VERSION ")
  string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" affectus_libtorch_version "${version_line}")
  if(affectus_libtorch_version AND affectus_libtorch_version VERSION_LESS 2.7)
    message(FATAL_ERROR "AFFECTUS_LIBTORCH: expected version 2.7 or later, found ${affectus_libtorch_version}")
  endif()
  message(STATUS "LibTorch ${affectus_libtorch_version} of ${root}")
else()
  find_package(Torch REQUIRED)
  set(AFFECTUS_LIBTORCH_INCLUDES ${TORCH_INCLUDE_DIRS})
  target_link_libraries(affectus_libtorch INTERFACE ${TORCH_LIBRARIES})
endif()
# For training in several processes; LibTorch holds Gloo, but not its headers.
find_path(AFFECTUS_GLOO_INCLUDES gloo/algorithm.h DOC "The folder that holds Gloo's headers, gloo/*.h")
if(NOT AFFECTUS_GLOO_INCLUDES)
  message(FATAL_ERROR "Gloo's headers are not here (Debian: libgloo-dev); LibTorch's for several processes include them")
endif()
