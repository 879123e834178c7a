# Ends a build by pip for want of Debian's packages, which are those of `make demo`: affectus_absent(WHAT...) for what is not here.
# A build without a compiler ends here.
function(affectus_absent)
  list(JOIN ARGN ", " absent)
  file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/scripts/install-dependencies.sh packages REGEX "^  \\[demo\\]=")
  string(REGEX REPLACE ".*=\"(.*)\"" "\\1" packages "${packages}")
  message(FATAL_ERROR "The package affectus is compiled here, and needs what is not here: ${absent}.\n"
    "On Debian 12, as root (or by make demo, in a checkout):\n    apt-get install ${packages}\n")
endfunction()

find_program(AFFECTUS_COMPILER NAMES $ENV{CXX} c++ g++ clang++)
if(NOT AFFECTUS_COMPILER)
  affectus_absent("a compiler of C++")
endif()
