# The package that other projects find by find_package(affectus): affectus::core and, where built, affectus::runtime.
include(CMakePackageConfigHelpers)

set(affectus_installed affectus_core)
if(AFFECTUS_AUDIO)
  list(APPEND affectus_installed affectus_runtime)
endif()
install(TARGETS ${affectus_installed} EXPORT affectusTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/affectus ${PROJECT_BINARY_DIR}/include/affectus
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
if(AFFECTUS_ENCODERS)
  # A package of its own within the package: who only links the core need not have OpenVINO.
  install(TARGETS affectus_encoders EXPORT affectusEncodersTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT affectusEncodersTargets NAMESPACE affectus:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)
  # What the program loads, beside it; the loader finds it by the program's own path.
  get_target_property(openvino_library openvino::runtime IMPORTED_LOCATION_RELEASE)
  get_filename_component(openvino_libraries ${openvino_library} DIRECTORY)
  install(DIRECTORY ${openvino_libraries}/ DESTINATION ${CMAKE_INSTALL_LIBDIR}/affectus FILES_MATCHING
    PATTERN "libopenvino.so.*" PATTERN "libopenvino_intel_cpu_plugin.so" PATTERN "libopenvino_intel_gpu_plugin.so" PATTERN "libopenvino_ir_frontend.so.*"
    PATTERN "libopenvino_onnx_frontend.so.*" PATTERN "libtbb*.so*" PATTERN "libhwloc.so*")
endif()
install(EXPORT affectusTargets NAMESPACE affectus:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/affectusConfig.cmake.in ${PROJECT_BINARY_DIR}/affectusConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/affectusConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/affectusConfig.cmake ${PROJECT_BINARY_DIR}/affectusConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/samples DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/recipes DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus)
if(AFFECTUS_INSTALL_MODELS)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus PATTERN "*.sh" EXCLUDE)
endif()
