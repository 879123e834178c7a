# Debian packages, by CPack (scripts/make-packages.sh). A component of the installation is a package:
#
#   affectus                       the program with its recipes, layouts of corpora and sample
#   affectus-trainer               `affectus train` and `affectus reproduce`, with AFFECTUS_TRAINER
#   affectus-encoders              the module with the encoders, and OpenVINO's libraries, which Debian does not have
#   affectus-models                the shipped models under CC BY 4.0
#   affectus-models-noncommercial  those under CC BY-NC-SA 4.0
#   libaffectus0                   shared libraries
#   libaffectus-dev                headers, static libraries, files for CMake and pkg-config
#
# Dependencies on other packages are found by dpkg-shlibdeps; the dependencies among these are listed here.
set(library_package libaffectus${AFFECTUS_SOVERSION})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME affectus)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The authors of affectus <affectus@localhost>" CACHE STRING "Maintainer of the Debian packages")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_OUTPUT_FILE_PREFIX ${PROJECT_BINARY_DIR}/packages)
set(CPACK_COMPONENTS_ALL program encoders library development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# package(COMPONENT NAME SECTION SUMMARY DESCRIPTION COPYRIGHT): what every package has.
function(package component name section summary description copyright)
  string(TOUPPER ${component} upper)
  string(REPLACE " " ";" words "${description}")
  set(line)
  set(lines)
  foreach(word ${words})  # in lines of 76 characters
    string(LENGTH "${line} ${word}" length)
    if(length GREATER 76)
      list(APPEND lines "${line}")
      set(line "${word}")
    else()
      string(STRIP "${line} ${word}" line)
    endif()
  endforeach()
  list(APPEND lines "${line}")
  list(JOIN lines "\n" description)
  set(CPACK_COMPONENT_${upper}_DESCRIPTION "${summary}\n${description}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(documents ${CMAKE_INSTALL_DATADIR}/doc/${name})
  install(FILES ${PROJECT_SOURCE_DIR}/cmake/debian/${copyright} DESTINATION ${documents} RENAME copyright COMPONENT ${component})
  install(FILES ${PROJECT_BINARY_DIR}/debian/changelog.gz DESTINATION ${documents} COMPONENT ${component})
endfunction()

# Debian's changelog points to ours. Its time is that of the last commit, so that the same sources give the same packages.
execute_process(COMMAND git -C ${PROJECT_SOURCE_DIR} log -1 --format=%cD OUTPUT_VARIABLE time OUTPUT_STRIP_TRAILING_WHITESPACE
  ERROR_QUIET)
if(NOT time)
  string(TIMESTAMP time "%a, %d %b %Y %H:%M:%S +0000" UTC)
endif()
file(WRITE ${PROJECT_BINARY_DIR}/debian/changelog
  "affectus (${PROJECT_VERSION}) unstable; urgency=medium\n\n  * See CHANGELOG.md of the project.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${time}\n")
execute_process(COMMAND gzip -9nkf ${PROJECT_BINARY_DIR}/debian/changelog COMMAND_ERROR_IS_FATAL ANY)

package(program affectus sound "emotion from speech"
  "The program affectus reads any recording and estimates activation, valence and dominance, for a whole utterance or over time. It needs a model: affectus-models has some."
  copyright)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "affectus-models (>= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "affectus-encoders, affectus-models-noncommercial")

# Made of what the program says of itself, so of one that runs here.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(manual_page ${PROJECT_BINARY_DIR}/debian/affectus.1.gz)
set(manual_page_programs affectus)
if(AFFECTUS_TRAINER)
  list(APPEND manual_page_programs affectus-train affectus-reproduce)
endif()
add_custom_command(OUTPUT ${manual_page}
  COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/make-man-page.py ${manual_page} ${PROJECT_VERSION} $<TARGET_FILE:affectus>
  DEPENDS ${manual_page_programs} ${PROJECT_SOURCE_DIR}/scripts/make-man-page.py VERBATIM)
add_custom_target(affectus_manual_page ALL DEPENDS ${manual_page})
install(FILES ${manual_page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)

package(encoders affectus-encoders sound "emotion from speech: pre-trained encoders"
  "Models on Whisper, HuBERT, wav2vec 2.0, WavLM and data2vec, and emotion checkpoints of other projects, for affectus and for its library. OpenVINO's libraries are in it, for its own use."
  copyright-encoders)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${openvino_libraries})
get_filename_component(openvino_licences ${openvino_libraries} REALPATH)
get_filename_component(openvino_licences ${openvino_licences}/../.. ABSOLUTE)
file(GLOB openvino_licences ${openvino_licences}/openvino-*.dist-info/licenses/licensing/*third-party*)
if(NOT openvino_licences)
  message(FATAL_ERROR "The licences of OpenVINO's wheel are not beside ${openvino_libraries}; AFFECTUS_PACKAGES=ON needs them")
endif()

package(library ${library_package} libs "emotion from speech: shared libraries"
  "For programs in C (libaffectus.so) and C++ that estimate activation, valence and dominance from speech." copyright)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_RECOMMENDS "affectus-models (>= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SUGGESTS affectus-encoders)
# The package that programs depend on which link a library of these names.
file(WRITE ${PROJECT_BINARY_DIR}/debian/shlibs "")
set(shared_libraries)
foreach(part ${affectus_parts})
  get_property(targets GLOBAL PROPERTY AFFECTUS_PART_${part})
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    if(type STREQUAL SHARED_LIBRARY)
      list(APPEND shared_libraries ${target})
      get_target_property(name ${target} OUTPUT_NAME)
      file(APPEND ${PROJECT_BINARY_DIR}/debian/shlibs
        "lib${name} ${AFFECTUS_SOVERSION} ${library_package} (>= ${PROJECT_VERSION})\n")
    endif()
  endforeach()
endforeach()
file(WRITE ${PROJECT_BINARY_DIR}/debian/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/shlibs ${PROJECT_BINARY_DIR}/debian/triggers)

package(development libaffectus-dev libdevel "emotion from speech: development files"
  "Headers, static libraries, and files for CMake and pkg-config. The static libraries that read recordings need FFmpeg's, those that fetch models libcurl's and OpenSSL's."
  copyright)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION}), libhwy-dev, nlohmann-json3-dev (>= 3.10)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS
  "pkg-config, libavformat-dev, libavcodec-dev, libswresample-dev, libutf8proc-dev, libcurl4-openssl-dev, libssl-dev")

if(AFFECTUS_INSTALL_MODELS)
  list(APPEND CPACK_COMPONENTS_ALL models models-noncommercial)
  package(models affectus-models sound "emotion from speech: models"
    "The models affectus (mel filterbank) and affectus-whisper (needs affectus-encoders, and fetches Whisper base on first use). They learned from acted emotions. LICENSE-MODELS.md says who may do what with them."
    copyright-models)
  package(models-noncommercial affectus-models-noncommercial non-free/sound "emotion from speech: models for non-commercial use"
    "The models affectus-mfb and affectus-research (mel filterbank). They learned from RAVDESS, affectus-research from nEMO, too, whose licences exclude commercial use."
    copyright-models-noncommercial)
  foreach(models MODELS MODELS-NONCOMMERCIAL)
    set(CPACK_DEBIAN_${models}_PACKAGE_ARCHITECTURE all)
    set(CPACK_DEBIAN_${models}_PACKAGE_SHLIBDEPS OFF)
  endforeach()
endif()

set(programs affectus)
if(AFFECTUS_TRAINER)
  list(APPEND CPACK_COMPONENTS_ALL trainer)
  list(APPEND programs affectus-train affectus-reproduce)
  package(trainer affectus-trainer sound "emotion from speech: the trainer"
    "What `affectus train` and `affectus reproduce` execute: training by LibTorch, and comparisons of systems." copyright)
  set(CPACK_DEBIAN_TRAINER_PACKAGE_DEPENDS "affectus (= ${PROJECT_VERSION})")
  set(CPACK_DEBIAN_TRAINER_PACKAGE_RECOMMENDS "libblis4-serial")  # LibTorch is content with the reference BLAS, a tenth as fast
endif()

# The module refuses programs of another version, in its own words.
set(CPACK_DEBIAN_ENCODERS_PACKAGE_BREAKS
  "affectus (<< ${PROJECT_VERSION}), affectus (>> ${PROJECT_VERSION}), ${library_package} (<< ${PROJECT_VERSION}), ${library_package} (>> ${PROJECT_VERSION})")

# Debian's loader knows /usr/lib; only the module looks beside itself, for OpenVINO.
set_target_properties(${programs} ${shared_libraries} PROPERTIES INSTALL_RPATH "")
install(FILES ${openvino_licences} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/affectus-encoders/openvino COMPONENT encoders)

include(CPack)
