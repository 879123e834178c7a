# The package that other projects find by find_package(affectus).
include(CMakePackageConfigHelpers)
get_property(affectus_installed GLOBAL PROPERTY AFFECTUS_INSTALLED)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)

# What needs OpenVINO is a package of its own within the package: who only links the core need not have OpenVINO.
set(affectus_with_openvino ${affectus_installed})
list(FILTER affectus_with_openvino INCLUDE REGEX "_(encoders|opening|c)(_shared)?$")
if(NOT AFFECTUS_ENCODERS)
  set(affectus_with_openvino)
endif()
if(affectus_with_openvino)
  list(REMOVE_ITEM affectus_installed ${affectus_with_openvino})
  install(TARGETS ${affectus_with_openvino} EXPORT affectusEncodersTargets)
  install(EXPORT affectusEncodersTargets NAMESPACE affectus:: DESTINATION ${package_folder})
  # What the program and the libraries load, beside them; the loader finds it by their own path.
  get_target_property(openvino_library openvino::runtime IMPORTED_LOCATION_RELEASE)
  get_filename_component(openvino_libraries ${openvino_library} DIRECTORY)
  install(DIRECTORY ${openvino_libraries}/ DESTINATION ${CMAKE_INSTALL_LIBDIR}/affectus FILES_MATCHING
    PATTERN "libopenvino.so.*" PATTERN "libopenvino_intel_cpu_plugin.so" PATTERN "libopenvino_intel_gpu_plugin.so" PATTERN "libopenvino_ir_frontend.so.*"
    PATTERN "libopenvino_onnx_frontend.so.*" PATTERN "libtbb*.so*" PATTERN "libhwloc.so*")
endif()
install(TARGETS ${affectus_installed} EXPORT affectusTargets)
install(EXPORT affectusTargets NAMESPACE affectus:: DESTINATION ${package_folder})
install(FILES ${PROJECT_BINARY_DIR}/include/affectus/version.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/affectus)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/affectusConfig.cmake.in ${PROJECT_BINARY_DIR}/affectusConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/affectusConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/affectusConfig.cmake ${PROJECT_BINARY_DIR}/affectusConfigVersion.cmake
  DESTINATION ${package_folder})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/samples DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/recipes DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus)
if(AFFECTUS_INSTALL_MODELS)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus PATTERN "*.sh" EXCLUDE)
endif()
