# The package that other projects find by find_package(affectus).
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)

# Libraries that need the same of others are a part, with targets of its own: who only links the core needs neither FFmpeg nor
# OpenVINO.
get_property(affectus_parts GLOBAL PROPERTY AFFECTUS_PARTS)
list(REMOVE_DUPLICATES affectus_parts)
set(affectus_libraries_of_parts)
foreach(part ${affectus_parts})
  get_property(targets GLOBAL PROPERTY AFFECTUS_PART_${part})
  install(TARGETS ${targets} EXPORT affectus_${part}
    LIBRARY COMPONENT library NAMELINK_COMPONENT development
    ARCHIVE COMPONENT development)
  install(EXPORT affectus_${part} FILE affectus_${part}.cmake NAMESPACE affectus:: DESTINATION ${package_folder}
    COMPONENT development)
  list(TRANSFORM targets REPLACE "^affectus_" "" OUTPUT_VARIABLE libraries)
  list(JOIN libraries " " libraries)
  string(APPEND affectus_libraries_of_parts "set(affectus_${part}_libraries ${libraries})\n")
endforeach()

if(AFFECTUS_ENCODERS)
  # What the program and the libraries load, beside them; the loader finds it by their own path.
  get_target_property(openvino_library openvino::runtime IMPORTED_LOCATION_RELEASE)
  get_filename_component(openvino_libraries ${openvino_library} DIRECTORY)
  install(DIRECTORY ${openvino_libraries}/ DESTINATION ${CMAKE_INSTALL_LIBDIR}/affectus COMPONENT encoders FILES_MATCHING
    PATTERN "libopenvino.so.*" PATTERN "libopenvino_intel_cpu_plugin.so" PATTERN "libopenvino_intel_gpu_plugin.so" PATTERN "libopenvino_ir_frontend.so.*"
    PATTERN "libopenvino_onnx_frontend.so.*" PATTERN "libtbb*.so*" PATTERN "libhwloc.so*")
endif()
install(FILES ${PROJECT_BINARY_DIR}/include/affectus/version.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/affectus
  COMPONENT development)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/affectusConfig.cmake.in ${PROJECT_BINARY_DIR}/affectusConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/affectusConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/affectusConfig.cmake ${PROJECT_BINARY_DIR}/affectusConfigVersion.cmake
  DESTINATION ${package_folder} COMPONENT development)

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus COMPONENT licence)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/samples DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus COMPONENT program)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/corpora DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus COMPONENT program)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/recipes DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus COMPONENT program)
# The page, where `make web` has built it.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/build/web/ DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus/web COMPONENT program OPTIONAL)
if(AFFECTUS_INSTALL_MODELS)
  # Under CC BY 4.0, and for non-commercial use only (LICENSE-MODELS.md).
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus COMPONENT models
    PATTERN "*.sh" EXCLUDE PATTERN affectus-mfb EXCLUDE PATTERN affectus-research EXCLUDE)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/models/affectus-mfb ${PROJECT_SOURCE_DIR}/models/affectus-research
    DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus/models COMPONENT models-noncommercial)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE-MODELS.md DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus COMPONENT models)
endif()
