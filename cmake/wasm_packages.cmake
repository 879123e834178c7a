# The header-only packages of this machine for a build for another, whose own headers theirs must not come before: links to them in
# a folder of the build.
foreach(package hwy nlohmann)
  find_path(AFFECTUS_${package}_HEADERS NAMES ${package} PATHS /usr/include /usr/local/include NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
  file(CREATE_LINK ${AFFECTUS_${package}_HEADERS}/${package} ${PROJECT_BINARY_DIR}/packages/${package} SYMBOLIC)
endforeach()
foreach(target hwy::hwy nlohmann_json::nlohmann_json)
  add_library(${target} INTERFACE IMPORTED)
  set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${PROJECT_BINARY_DIR}/packages)
endforeach()
