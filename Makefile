# What people run. Every target installs what it needs (Debian packages, by scripts/install-dependencies.sh) and may be run again:
# nothing is installed or built twice.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

AFFECTUS := build/release/affectus
SAMPLE := samples/sense_and_sensibility.flac
SOURCES := $(shell git ls-files '*.cc' '*.h' 2>/dev/null)
FUZZ_SECONDS ?= 600
MINUTES ?= 60
export CTEST_PARALLEL_LEVEL ?= $(shell nproc)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: ## install what prediction needs, build, score the sample recording, write build/demo.html
	@scripts/install-dependencies.sh demo
	@scripts/install-openvino.sh build/openvino
	@cmake --preset demo >/dev/null
	@cmake --build build/release --target affectus
	@echo; $(AFFECTUS) predict $(SAMPLE) --window 4 --hop 2
	@$(AFFECTUS) predict $(SAMPLE) --window 4 --hop 0.5 --output build/demo.html --quiet
	@echo; echo "The curves over time: $(CURDIR)/build/demo.html"

build: ## the program with the trainer
	@scripts/install-dependencies.sh build
	@scripts/install-openvino.sh build/openvino
	@cmake --preset build
	@cmake --build build/release --target affectus affectus-train affectus-reproduce

python: ## the Python package in an environment of its own, build/python-env
	@scripts/install-dependencies.sh demo
	@[ -x build/python-env/bin/pip ] || python3 -m venv build/python-env
	@build/python-env/bin/pip install --quiet --disable-pip-version-check .
	@build/python-env/bin/python -c 'import affectus; print(affectus.load().predict("$(SAMPLE)", window=4, hop=2).to_frame())'

everything:
	@scripts/install-dependencies.sh test
	@scripts/install-openvino.sh build/openvino
	@scripts/make-python-environment.sh build/python tests/requirements.txt
	@cmake --preset release
	@cmake --build build/release

test: everything page ## install the rest, build everything with warnings as errors, run the tests, walk through the page in Chromium
	@ctest --preset release
	@node --test tests/web/walk.test.mjs

long: everything ## the tests that take long and seldom fail
	@ctest --preset long

check: ## what the tests leave out: lint, sanitizers, long tests, large oracles, a minute of each fuzz target, 64 bit Arm, WebAssembly, the page, the cluster, the server, the documentation, the packages
	@FUZZ_SECONDS=60 scripts/check.sh lint tsan asan fuzz aarch64 long oracle cluster api docs-test try-packages wasm web

aarch64: ## the core's tests for 64 bit Arm, emulated
	@scripts/install-dependencies.sh aarch64
	@scripts/make-aarch64-sysroot.sh build/aarch64-sysroot
	@cmake --preset aarch64
	@cmake --build build/aarch64
	@ctest --preset aarch64

packages: ## Debian packages, into build/packages/packages
	@scripts/install-dependencies.sh packages
	@scripts/install-openvino.sh build/openvino
	@scripts/make-packages.sh

try-packages: packages ## install the packages into a bare Debian and run them (root)
	@scripts/install-dependencies.sh root
	@scripts/try-packages.sh build/try-packages

wheel: ## a wheel for the Python at hand, into build/wheel (FFMPEG_TARBALL: FFmpeg's source, else Debian's)
	@scripts/install-dependencies.sh wheel
	@scripts/make-wheel.sh

try-wheel: wheel ## install the wheel into a bare Debian with Python alone and run it (root)
	@scripts/install-dependencies.sh root test
	@scripts/try-wheel.sh build/try-wheel

docs: build ## the documentation as a site, into build/site
	@scripts/make-python-environment.sh build/python-docs docs/requirements.txt
	@build/python-docs/bin/sphinx-build -q -W --keep-going -c docs . build/site
	@echo "The site: $(CURDIR)/build/site/index.html"

docs-test: everything docs ## run the snippets of the documentation and the notebooks
	@scripts/make-python-environment.sh build/python-docs-test tests/docs/requirements.txt
	@export PYTHONPATH=$(CURDIR)/build/release/python; \
	  python3 tests/docs/snippets.py --program $(AFFECTUS) --python build/python-docs-test/bin/python; \
	  build/python-docs-test/bin/python tests/docs/notebooks.py

wasm-package:
	@scripts/install-dependencies.sh wasm
	@cmake --preset wasm >/dev/null
	@cmake --build build/wasm

wasm: wasm-package ## the core as WebAssembly (the npm package, in build/wasm/package), its tests in Node
	@scripts/install-dependencies.sh demo
	@scripts/install-openvino.sh build/openvino
	@cmake --preset demo >/dev/null
	@cmake --build build/release --target affectus
	@echo "Node $$(node --version)"
	@node --test tests/wasm/*.test.mjs

page: wasm-package
	@scripts/install-dependencies.sh web
	@cd web && npm ci --ignore-scripts --no-audit --no-fund --silent && npm run --silent check && node build.mjs ../build/web ../build/wasm/package

web: build page ## the page for browsers (build/web), its tests, the package's and those of the HTML reports in Chromium
	@echo "Node $$(node --version), $$(chromium --version)"
	@node --test --test-reporter=spec tests/wasm/browser.mjs
	@node --test --test-reporter=spec tests/web/modules.test.mjs tests/web/walk.test.mjs tests/web/page.test.mjs tests/web/live.test.mjs tests/web/server.test.mjs tests/web/reports.test.mjs
	@node --test --test-reporter=spec tests/web/hour.test.mjs

oracle: build ## tests against PyPI oracles of more than 200 MB (PyTorch)
	@scripts/install-dependencies.sh test
	@scripts/make-python-environment.sh build/python-oracle tests/oracles/requirements.txt
	@tests/oracles/run.sh build/python-oracle/bin/python $(AFFECTUS)

cluster: ## tests of affectus-cluster, on two raylets and an S3 server on this machine (Ray from PyPI)
	@scripts/install-dependencies.sh test
	@scripts/install-openvino.sh build/openvino
	@scripts/make-python-environment.sh build/python tests/requirements.txt
	@scripts/make-python-environment.sh build/cluster-env tests/cluster-requirements.txt
	@cmake --preset release
	@cmake --build build/release --target affectus_python
	@PYTHONPATH=build/release/python PYTHONDONTWRITEBYTECODE=1 build/cluster-env/bin/python -m pytest -o addopts= -p no:cacheprovider tests/python/test_cluster*.py

bench: wasm-package ## benchmarks, with their peers in the same run
	@scripts/install-dependencies.sh build test bench
	@scripts/install-openvino.sh build/openvino
	@scripts/make-python-environment.sh build/python-oracle tests/oracles/requirements.txt
	@cmake --preset bench
	@cmake --build build/release
	@bench/run.sh build/python-oracle/bin/python build/release

model: build ## train and evaluate the shipped models again (needs the corpora)
	@scripts/install-dependencies.sh speech
	@models/train.sh

fuzz: ## every fuzz target for FUZZ_SECONDS each, and the program without encoders
	@scripts/install-dependencies.sh fuzz
	@cmake --preset fuzz
	@cmake --build --preset fuzz
	@ctest --preset fuzz
	@fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

tsan: ## batches, sessions, threads, the C interface and the server under load, under the thread sanitizer
	@scripts/install-dependencies.sh test fuzz
	@scripts/make-python-environment.sh build/python tests/requirements.txt
	@cmake --preset tsan
	@cmake --build --preset tsan
	@ctest --preset tsan

asan: ## the tests under the address and undefined behaviour sanitizers
	@scripts/install-dependencies.sh test fuzz
	@scripts/install-openvino.sh build/openvino
	@scripts/make-python-environment.sh build/python tests/requirements.txt
	@cmake --preset asan
	@cmake --build build/asan
	@ctest --preset asan

api: build ## the server against its own description (schemathesis)
	@scripts/make-python-environment.sh build/python-api tests/serve/requirements.txt
	@tests/serve/api.sh build/python-api/bin/schemathesis $(AFFECTUS)

server-load: build
	@scripts/install-dependencies.sh test bench
	@cmake --preset bench >/dev/null
	@cmake --build build/release --target affectus server_load

serve-load: server-load ## live streams, half-open connections and long recordings at a server, with their delays
	@python3 bench/server_load.py $(AFFECTUS) build/release/bench/server_load

soak: server-load ## 50 streams that come and go for MINUTES: memory and descriptors
	@python3 bench/server_soak.py $(AFFECTUS) build/release/bench/server_load $(MINUTES)

format: ## clang-format everything
	@scripts/install-dependencies.sh lint
	@clang-format -i $(SOURCES)

lint: ## fail on any difference from clang-format, then clang-tidy
	@scripts/install-dependencies.sh lint build test
	@scripts/install-openvino.sh build/openvino
	@clang-format --dry-run --Werror $(SOURCES)
	@cmake --preset lint
	@scripts/run-clang-tidy.sh build/lint

clean: ## remove build/
	@rm -rf build

.PHONY: help demo build python bench-python everything test long check aarch64 oracle cluster bench model fuzz tsan asan format lint clean packages try-packages wheel try-wheel docs docs-test web page wasm-package wasm api server-load serve-load soak
