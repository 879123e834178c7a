# What a build by pip (scikit-build-core) needs before all else: Debian's packages, or an error that names them, and OpenVINO and
# nanobind from pip's temporary environment. Their headers are kept in the build folder, or each call of pip would compile all
# again.
set(AFFECTUS_PYTHON_MODULE ON)

find_package(PkgConfig QUIET)
set(absent)
if(PKG_CONFIG_FOUND)
  foreach(module libavformat libavcodec libswresample libavutil libutf8proc tomlplusplus libcurl libcrypto)
    pkg_check_modules(package_${module} QUIET ${module})
    if(NOT package_${module}_FOUND)
      list(APPEND absent ${module})
    endif()
  endforeach()
else()
  list(APPEND absent pkg-config)
endif()
foreach(package hwy nlohmann_json CLI11)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    list(APPEND absent ${package})
  endif()
endforeach()
find_package(Python 3.10 QUIET COMPONENTS Interpreter Development.Module)
if(NOT Python_Development.Module_FOUND)
  list(APPEND absent "Python.h")
endif()
if(absent)
  affectus_absent(${absent})
endif()

find_package(Torch QUIET)
find_path(AFFECTUS_GLOO_INCLUDES gloo/algorithm.h)
if(Torch_FOUND AND AFFECTUS_GLOO_INCLUDES)
  set(AFFECTUS_TRAINER ON)
endif()

execute_process(COMMAND ${Python_EXECUTABLE} -c "if True:
    from importlib.metadata import version
    from importlib.util import find_spec
    for name in ('openvino', 'nanobind'):
        print(find_spec(name).submodule_search_locations[0], version(name), sep='\\n')"
  OUTPUT_STRIP_TRAILING_WHITESPACE OUTPUT_VARIABLE found COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" found "${found}")
list(GET found 0 openvino)
list(GET found 1 openvino_version)
list(GET found 2 nanobind)
list(GET found 3 nanobind_version)
set(kept_openvino ${PROJECT_BINARY_DIR}/openvino-${openvino_version}/openvino)
set(kept_nanobind ${PROJECT_BINARY_DIR}/nanobind-${nanobind_version})
if(NOT EXISTS ${kept_openvino}/include)
  file(COPY ${openvino}/cmake ${openvino}/include DESTINATION ${kept_openvino})
endif()
if(NOT EXISTS ${kept_nanobind}/cmake)
  file(COPY ${nanobind}/ DESTINATION ${kept_nanobind})
endif()
file(CREATE_LINK ${openvino}/libs ${kept_openvino}/libs SYMBOLIC)  # 200 MB, only linked to
set(OpenVINO_DIR ${kept_openvino}/cmake CACHE PATH "" FORCE)
set(nanobind_DIR ${kept_nanobind}/cmake CACHE PATH "" FORCE)
