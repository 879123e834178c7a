#!/usr/bin/env bash
# Make the Debian packages, into build/packages/packages; says what lintian finds, where it is installed. Their maintainer is who
# makes them: DEBFULLNAME and DEBEMAIL, as for Debian's own tools.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset packages -DCPACK_PACKAGE_CONTACT="${DEBFULLNAME:-The authors of affectus} <${DEBEMAIL:-affectus@localhost}>" >/dev/null
cmake --build build/packages
cd build/packages
rm -rf packages
# The libraries of OpenVINO are found by the encoders' module alone, so each package is told where they are.
cpack -G DEB --config CPackConfig.cmake >cpack.log 2>&1 || { tail -n 20 cpack.log >&2; exit 1; }
rm -rf packages/_CPack_Packages
ls -sh packages/*.deb
! command -v lintian >/dev/null || lintian packages/*.deb || true
