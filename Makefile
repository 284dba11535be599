# `make run` talks, `make test` checks. Everything lives in .venv; nothing is installed elsewhere.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v "$$p"; break; fi; done)
UV = $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		if command -v uv >/dev/null; then uv venv --python 3.13 $(VENV); else \
		echo "Threadline needs Python 3.11 or newer: install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python)" >&2; exit 1; fi; \
	else \
		echo "── making $(VENV) with $$($(PYTHON) --version)"; \
		if command -v uv >/dev/null; then uv venv --quiet --python "$(PYTHON)" $(VENV); \
		else "$(PYTHON)" -m venv $(VENV) || { echo "The venv module is missing: apt install python3-venv" >&2; exit 1; }; fi; fi

# The stamp is newer than the lock file when everything in it is installed.
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@command -v uv >/dev/null || [ -x $(BIN)/uv ] || { echo "── getting uv"; $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; }
	@echo "── installing the packages of requirements.lock (a download of about 360 MB, some minutes the first time)"
	@"$(UV)" pip install --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@"$(UV)" pip install --quiet --python $(BIN)/python --no-deps -e .
	@$(BIN)/python -m compileall -q app api graphs voice
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "── installing the packages of the tests"
	@"$(UV)" pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: setup
setup: $(VENV)/.installed ## install everything into .venv

.PHONY: setup-dev
setup-dev: $(VENV)/.installed-dev ## ... and what the tests need

.PHONY: run
run: setup ## start everything on this machine and print the link to open
	@$(BIN)/threadline run

.PHONY: lint
lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: setup-dev
	$(BIN)/mypy

.PHONY: imports
imports: setup-dev
	$(BIN)/lint-imports

.PHONY: check
check: lint types imports ## the quick checks: lint, types, import contracts, quick tests (under 2 minutes)
	$(BIN)/python -m pytest -q -n 2 -m "check and not slow"

.PHONY: test
test: lint types imports ## all checks and tests (under 15 minutes)
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow"

.PHONY: test-slow
test-slow: setup-dev ## the long proofs: every call by voice, crash tests
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m slow

.PHONY: bench
bench: setup-dev ## the figures of bench/
	"$(UV)" pip install --quiet --python $(BIN)/python --constraint requirements-dev.lock --group bench
	$(BIN)/python -m bench.intents
	$(BIN)/python -m bench.threads
	$(BIN)/python -m bench.turn_latency

.PHONY: lock
lock: setup-dev ## resolve the dependencies again
	"$(UV)" pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock
	"$(UV)" pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --constraint requirements.lock --output-file requirements-dev.lock
