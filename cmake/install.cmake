# The package that other projects find by find_package(affectus): affectus::core and, where built, affectus::runtime.
include(CMakePackageConfigHelpers)

set(affectus_installed affectus_core)
if(AFFECTUS_AUDIO)
  list(APPEND affectus_installed affectus_runtime)
endif()
install(TARGETS ${affectus_installed} EXPORT affectusTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/affectus ${PROJECT_BINARY_DIR}/include/affectus
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(EXPORT affectusTargets NAMESPACE affectus:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/affectusConfig.cmake.in ${PROJECT_BINARY_DIR}/affectusConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/affectusConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/affectusConfig.cmake ${PROJECT_BINARY_DIR}/affectusConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/affectus)

if(AFFECTUS_INSTALL_MODELS)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_DATADIR}/affectus PATTERN "*.sh" EXCLUDE)
endif()
