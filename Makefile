# The one list of commands, for people and for the automated run (.ci/run). `make help` explains them.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/stamps
export PYTHON
export PATH := $(CURDIR)/$(BIN):$(PATH)

# What the extension module is built from. A change here rebuilds it; Python sources are read in place.
CORE_SOURCES := pyproject.toml CMakeLists.txt $(shell find cpp_core bindings -type f)
CXX_FILES := $(shell find cpp_core bindings tests benchmarks -name '*.[ch]pp')
PYTHON_PATHS := python strategy oms control_api tests tools benchmarks
# The thread sanitizer's shadow memory clashes with high-entropy address randomisation on newer kernels.
FIXED_ADDRESSES := $(shell setarch -R true 2>/dev/null && echo setarch -R)
CTEST := ctest --parallel $(shell nproc)

.PHONY: help demo test check deep build lint types bench counts docs clean cpp-test cpp-sanitizers fuzz-smoke python-test

help:  ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## ?(.*)/\1\t\2/' | expand -t 10

demo: build  ## set up, build, generate a day, trade it, write the report
	$(BIN)/tradewind demo

build: $(STAMPS)/package  ## make .venv and build the native core into it

test: cpp-test cpp-sanitizers counts fuzz-smoke python-test lint types  ## every test, the sanitizer builds included

check: lint types cpp-test counts $(STAMPS)/package $(STAMPS)/dev  ## the quick part of it, for every edit
	$(BIN)/pytest -m "not deep" tests/unit

deep: $(STAMPS)/package $(STAMPS)/dev $(STAMPS)/system-test  ## full-length counted tests into docs/evidence.md (ONLY=name: one)
	$(BIN)/python tools/deep.py $(if $(ONLY),--only '$(ONLY)')

lint: $(STAMPS)/package $(STAMPS)/dev  ## formatting, style, spelling, the one-way rule between layers
	$(BIN)/ruff check $(PYTHON_PATHS)
	$(BIN)/ruff format --check $(PYTHON_PATHS)
	$(BIN)/clang-format --dry-run -Werror $(CXX_FILES)
	$(BIN)/lint-imports
	$(BIN)/codespell

types: $(STAMPS)/package $(STAMPS)/dev  ## mypy strict, and whether the stubs still describe the native core
	$(BIN)/mypy
	$(BIN)/python tools/stubs.py --check

bench: $(STAMPS)/package  ## the benchmarks, on this machine
	$(BIN)/python benchmarks/run.py

counts: $(STAMPS)/base $(STAMPS)/system-test  ## instructions of decoder and books, against benchmarks/book/instructions.json
	cmake --preset counts
	cmake --build --preset counts --target bench_book_counts
	$(BIN)/python benchmarks/book/instructions.py

docs: $(STAMPS)/package $(STAMPS)/dev  ## write docs/cli.md from the commands' own help, check every relative link
	$(BIN)/python tools/docs.py

clean:  ## remove everything made here but runs/
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the parts of `make test` ---------------------------------------------------------------------------------------
cpp-test: $(STAMPS)/system-test
	cmake --preset release
	cmake --build --preset release
	$(CTEST) --preset release

cpp-sanitizers: $(STAMPS)/system-test
	cmake --preset asan
	cmake --build --preset asan
	$(CTEST) --preset asan
	cmake --preset tsan
	$(FIXED_ADDRESSES) cmake --build --preset tsan
	$(FIXED_ADDRESSES) $(CTEST) --preset tsan

fuzz-smoke: $(STAMPS)/package $(STAMPS)/dev $(STAMPS)/system-test
	if command -v clang++-19 >/dev/null; then
		$(BIN)/python tools/deep.py --only 'fuzz_*' --seconds 20 --no-record
	else
		echo "clang++-19 is absent: the libFuzzer targets are left out"
	fi

python-test: $(STAMPS)/package $(STAMPS)/dev $(STAMPS)/system-test
	$(BIN)/pytest -m "not deep"

# --- set-up, one stamp a step ---------------------------------------------------------------------------------------
$(STAMPS)/venv: tools/setup_system.sh tools/setup_venv.sh tools/install.sh
	tools/setup_system.sh base
	tools/setup_venv.sh
	mkdir -p $(STAMPS)
	touch $@

$(STAMPS)/base: pyproject.toml constraints.txt $(STAMPS)/venv
	tools/install.sh
	touch $@

$(STAMPS)/dev: pyproject.toml constraints.txt $(STAMPS)/base
	tools/install.sh dev postgres data
	touch $@

$(STAMPS)/system-test: tools/setup_system.sh $(STAMPS)/venv
	tools/setup_system.sh test
	touch $@

$(STAMPS)/package: $(CORE_SOURCES) $(STAMPS)/base
	@echo "Building the native core (the first time takes a few minutes)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
