# What every target of the project has in common, per target and never as global flags.

function(affectus_common target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
    -Wno-missing-field-initializers)  # designated initialisers leave the rest to its defaults
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wno-restrict)  # false alarms in std::string (GCC bug 105651)
  endif()
  if(AFFECTUS_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(AFFECTUS_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${AFFECTUS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${AFFECTUS_SANITIZE})
  endif()
endfunction()

# A library of the project: affectus_library(NAME SOURCES...), known to others as affectus::NAME.
function(affectus_library name)
  add_library(affectus_${name} STATIC ${ARGN})
  add_library(affectus::${name} ALIAS affectus_${name})
  set_target_properties(affectus_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(affectus_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  affectus_common(affectus_${name})
endfunction()

# A program that trains, which `affectus NAME` executes: affectus_companion(NAME LIBRARIES LIBRARIES... SOURCES SOURCES...).
function(affectus_companion name)
  cmake_parse_arguments(arg "" "" "LIBRARIES;SOURCES" ${ARGN})
  set(program affectus-${name})
  add_executable(${program} ${arg_SOURCES})
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${program} PRIVATE ${arg_LIBRARIES} CLI11::CLI11)
  if(AFFECTUS_ENCODERS)
    target_link_libraries(${program} PRIVATE affectus::encoders)
    target_compile_definitions(${program} PRIVATE AFFECTUS_HAS_ENCODERS)
  endif()
  set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}
    INSTALL_RPATH "$ORIGIN/../../${CMAKE_INSTALL_LIBDIR}/affectus")
  affectus_common(${program})
  install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/affectus)
endfunction()

# The tests of one folder of src: affectus_test(NAME SOURCES... [LIBRARIES LIBRARIES...]) builds test_NAME.
function(affectus_test name)
  cmake_parse_arguments(arg "" "" "LIBRARIES" ${ARGN})
  add_executable(test_${name} ${arg_UNPARSED_ARGUMENTS})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(test_${name} PRIVATE AFFECTUS_SOURCE_DIR="${PROJECT_SOURCE_DIR}" AFFECTUS_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(test_${name} PRIVATE ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  affectus_common(test_${name})
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
endfunction()
