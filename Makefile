# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
# uv is used where it is installed, else venv and pip.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
PAPERS ?=
SECONDS ?= 600
SOURCES := app index prompts tests

.DEFAULT_GOAL := help
# What is left out of the inner loop: tests in a browser, and tests that take seconds.
FAST := not browser and not slow
# Without these folders, pytest need not import the tests that it would leave out.
UNREAD := --ignore=tests/e2e --ignore=tests/model
# Hypothesis's plugin parses every module of the project for constants, though its tests are left out.
LEAN := -p no:hypothesispytest
# Many tests wait for servers, browsers and programs. Each process takes about a gigabyte.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal

.PHONY: help run test fast check coverage format lint types bench bench-group test-model bench-model screenshots lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/installed ## Serve the chat page; PAPERS="a.txt b.txt" adds those files first
	@$(BIN)/paperchat serve --sample $(PAPERS)

test: $(VENV)/installed-test ## Run all tests
	@$(BIN)/python -m pytest $(PARALLEL)

fast: $(VENV)/installed-test ## Run the tests that need no browser and take less than a second: the inner loop
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -m "$(FAST)" $(UNREAD) $(LEAN) $(PARALLEL)

test-model: $(VENV)/installed-model ## Run the tests against a real server with a small real model (200 MB to install)
	@$(BIN)/python -m pytest tests/model -m model

check: lint types test ## The gate: format, lint, types, all tests

# Of the inner loop alone, and not part of the gate: counting lines doubles the time of a test.
coverage: $(VENV)/installed-test ## Run the tests of the inner loop and print which lines they reach
	@$(BIN)/python -m pytest -m "$(FAST)" $(PARALLEL) --cov --cov-report=term:skip-covered

lint: $(VENV)/installed-test ## Check format and lint
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(VENV)/installed-test ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(VENV)/installed-test ## Check types
	@$(BIN)/mypy

bench: $(VENV)/installed-test ## Measure: speed, memory, retrieval; needs the benchmark data
	@$(BIN)/python -m tests.bench

bench-group: $(VENV)/installed-test ## Kill the programs of a group for SECONDS (600) and count what is lost; needs PostgreSQL
	@PAPERCHAT_BENCH_SECONDS=$(SECONDS) $(BIN)/python -m tests.bench group

bench-model: $(VENV)/installed-model ## Measure the answers of the GGUF model in PAPERCHAT_BENCH_MODEL; needs the benchmark data
	@$(BIN)/python -m tests.bench model

screenshots: $(VENV)/installed-test ## Take the pictures of the README and of docs/page.md (needs Chromium)
	@$(BIN)/python -m tests.e2e.screenshots

lock: ## Rewrite the lock files (needs uv)
	uv pip compile pyproject.toml --extra build --extra postgres --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra build --extra postgres --extra test --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --constraint requirements.lock --output-file tests/requirements.lock
	uv pip compile tests/model/requirements.in --no-deps --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --output-file tests/model/requirements.lock

clean: ## Delete the environment and build output
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache

$(VENV)/installed: requirements.lock pyproject.toml
	@$(MAKE) --no-print-directory install LOCK=requirements.lock
	@touch $@

$(VENV)/installed-test: requirements.lock tests/requirements.lock pyproject.toml
	@$(MAKE) --no-print-directory install LOCK=tests/requirements.lock
	@touch $@ $(VENV)/installed

# One of these packages carries the model beside code with dependencies of its own, which nothing here runs.
$(VENV)/installed-model: tests/model/requirements.lock $(VENV)/installed-test
	@$(MAKE) --no-print-directory install LOCK=tests/model/requirements.lock ALONE=--no-deps
	@touch $@

# The project itself is built with what the lock file installed.
.PHONY: install
install:
	@echo "Installing paperchat into $(VENV) (once; a minute or so) ..."
ifneq ($(UV),)
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes $(ALONE) -r $(LOCK)
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
else
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(ALONE) -r $(LOCK)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endif
