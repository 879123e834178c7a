# What every target of the project has in common, per target and never as global flags.

function(affectus_common target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wnon-virtual-dtor
    -Wno-missing-field-initializers)  # designated initialisers leave the rest to its defaults
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # -Wno-restrict: false alarms in std::string (GCC bug 105651). Clang's -Wshadow counts names of the unity's other files.
    target_compile_options(${target} PRIVATE -Wshadow -Wno-restrict)
  endif()
  if(AFFECTUS_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(AFFECTUS_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${AFFECTUS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)  # false alarms in instrumented std::optional
    endif()
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND AFFECTUS_SANITIZE MATCHES "undefined")
      # Clang 14 cannot assemble coroutines with the check of calls by pointer.
      target_compile_options(${target} PRIVATE -fno-sanitize=function)
    endif()
    target_link_options(${target} PRIVATE -fsanitize=${AFFECTUS_SANITIZE})
  endif()
  # Only what the headers mark is visible from outside of a shared library.
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()

# Optimising takes most of a compiler's time, with the sanitizers' checks even more; half of that is saved where a program spends
# none.
if(AFFECTUS_SANITIZE)
  set(AFFECTUS_FAST_TO_COMPILE $<$<NOT:$<CONFIG:Debug>>:-O0>)
else()
  set(AFFECTUS_FAST_TO_COMPILE $<$<NOT:$<CONFIG:Debug>>:-O1>)
endif()
function(affectus_compiled_fast target)
  target_compile_options(${target} PRIVATE ${AFFECTUS_FAST_TO_COMPILE})
endfunction()

# For targets with precompiled headers: precompiled, the standard library's headers are no system headers any longer, and GCC
# warns of what it believes to happen in them (more of GCC bug 105651).
function(affectus_hears_no_false_alarms target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endfunction()

# A library of the project, known to others as affectus::NAME, and as affectus::NAME_shared where AFFECTUS_SHARED is on; both
# are made of the same objects.
#
#   affectus_library(NAME FOLDERS folders of src in their order, each with a CMakeLists.txt that calls affectus_sources()
#                         HEADERS public headers
#                         USES    libraries of the project
#                         LINKS   what nobody else sees
#                         PART    of the package in which it is installed; none: it is not)
#
# A file may include headers of its own folder, of those before it in its library, and of the libraries that its library uses
# (tests/structure).
function(affectus_library name)
  cmake_parse_arguments(arg "" "PART" "FOLDERS;HEADERS;USES;LINKS" ${ARGN})
  set(AFFECTUS_LIBRARY ${name})
  foreach(folder ${arg_FOLDERS})
    set_property(GLOBAL APPEND PROPERTY AFFECTUS_LAYERS "${name}/${folder}")
    add_subdirectory(${folder})
  endforeach()
  get_property(object_libraries GLOBAL PROPERTY AFFECTUS_OBJECTS_OF_${name})
  list(TRANSFORM object_libraries REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
  add_library(affectus_${name} STATIC ${objects})
  set(libraries affectus_${name})
  if(AFFECTUS_SHARED AND arg_PART)
    add_library(affectus_${name}_shared SHARED ${objects})
    set_target_properties(affectus_${name}_shared PROPERTIES OUTPUT_NAME affectus_${name}
      VERSION ${PROJECT_VERSION} SOVERSION ${AFFECTUS_SOVERSION} INSTALL_RPATH "$ORIGIN;$ORIGIN/affectus")
    target_link_options(affectus_${name}_shared PRIVATE -Wl,--no-undefined)
    list(APPEND libraries affectus_${name}_shared)
  endif()
  foreach(target ${object_libraries} ${libraries})
    target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
      $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    string(REGEX MATCH "_shared$" shared ${target})
    foreach(used ${arg_USES})
      target_link_libraries(${target} PUBLIC affectus_${used}${shared})
    endforeach()
    target_link_libraries(${target} PRIVATE ${arg_LINKS})
  endforeach()
  foreach(target ${libraries})
    string(REGEX REPLACE "^affectus_" "" short ${target})
    add_library(affectus::${short} ALIAS ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${short})
  endforeach()
  foreach(header ${arg_HEADERS})
    set_property(GLOBAL APPEND PROPERTY AFFECTUS_PUBLIC_HEADERS "${name}/${header}")
  endforeach()
  foreach(used ${arg_USES})
    set_property(GLOBAL APPEND PROPERTY AFFECTUS_USES "${name}/${used}")
  endforeach()
  if(arg_PART)
    affectus_install(${arg_PART} ${libraries})
    list(TRANSFORM arg_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/affectus/)
    install(FILES ${arg_HEADERS} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/affectus COMPONENT development)
  endif()
endfunction()

# Installs libraries as a part of the package (cmake/install.cmake).
function(affectus_install part)
  set_property(GLOBAL APPEND PROPERTY AFFECTUS_PARTS ${part})
  set_property(GLOBAL APPEND PROPERTY AFFECTUS_PART_${part} ${ARGN})
endfunction()

# The sources of a folder, for the library that it belongs to; affectus_cold_sources() for those in which no time is spent.
function(affectus_sources)
  affectus_objects(affectus_${AFFECTUS_LIBRARY}_objects ${ARGN})
endfunction()
function(affectus_cold_sources)
  affectus_objects(affectus_${AFFECTUS_LIBRARY}_cold_objects ${ARGN})
  affectus_compiled_fast(affectus_${AFFECTUS_LIBRARY}_cold_objects)
endfunction()
# Sources that Highway includes in themselves, once for each instruction set, stand alone in their translation units.
function(affectus_compiled_alone)
  set_source_files_properties(${ARGN} TARGET_DIRECTORY affectus_${AFFECTUS_LIBRARY}_objects PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
function(affectus_objects target)
  if(NOT TARGET ${target})
    add_library(${target} OBJECT)
    affectus_common(${target})
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    set_property(GLOBAL APPEND PROPERTY AFFECTUS_OBJECTS_OF_${AFFECTUS_LIBRARY} ${target})
  endif()
  target_sources(${target} PRIVATE ${ARGN})
endfunction()

# A program: affectus_program(NAME LIBRARIES libraries... SOURCES sources...).
function(affectus_program name)
  cmake_parse_arguments(arg "" "" "LIBRARIES;SOURCES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} CLI11::CLI11)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}
    INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/affectus;$ORIGIN/../../${CMAKE_INSTALL_LIBDIR}/affectus")
  affectus_common(${name})
  affectus_compiled_fast(${name})
endfunction()

# The tests of one folder of src: affectus_test(NAME SOURCES... [LIBRARIES LIBRARIES...]) builds test_NAME.
function(affectus_test name)
  cmake_parse_arguments(arg "" "" "LIBRARIES" ${ARGN})
  add_executable(test_${name} ${arg_UNPARSED_ARGUMENTS})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(test_${name} PRIVATE AFFECTUS_SOURCE_DIR="${PROJECT_SOURCE_DIR}" AFFECTUS_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(test_${name} PRIVATE ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  affectus_common(test_${name})
  affectus_compiled_fast(test_${name})
  affectus_hears_no_false_alarms(test_${name})
  target_precompile_headers(test_${name} REUSE_FROM test_precompiled_headers)
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
endfunction()
