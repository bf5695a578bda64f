# Works with GNU make 3.81 (macOS) and later, from a path with spaces. Everything lands in .venv/ and runs/.

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
# The first of these that is Python 3.11, 3.12 or 3.13; `make demo PYTHON=python3.12` chooses another.
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(SUPPORTED)' >/dev/null 2>&1 && echo $$python && break; done)
endif
VENV := .venv
BIN := $(VENV)/bin
SET_UP = "$(PYTHON)" scripts/venv.py --venv $(VENV) $(if $(filter-out file,$(origin PYTHON)),--exact)
DEMO := runs/demo
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint test-slow bench clean python install install-dev

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: install  ## Label the sample documents and show who stands where
	@$(BIN)/stance label stance/samples/texts out=$(DEMO) overwrite=true
	@echo "make demo: the sample documents are labelled; open $(DEMO)/report.html in a browser (rows: $(DEMO)/labels.csv)"

test: lint  ## Run every check: ruff, mypy, tests, doctests
	@$(BIN)/python -m pytest -m "not slow" $(PYTEST_ARGS)
	@echo "make test: every check passed (ruff check, ruff format, mypy, pytest with doctests)"

lint: install-dev  ## Run ruff and mypy only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

test-slow: install-dev  ## Run the tests that take a minute or more
	@$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

bench: install-dev  ## Measure sentences per second and memory
	@$(BIN)/python scripts/benchmark_chain.py

clean:  ## Remove the virtual environment, caches and build outputs (runs/ stays)
	@rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

install: python
	@$(SET_UP)

install-dev: python
	@$(SET_UP) --extra dev

python:
	@if [ -z "$(PYTHON)" ]; then \
		found=`python3 -V 2>/dev/null` || found='no python3'; \
		echo "make: stance needs Python 3.11, 3.12 or 3.13, and here is $$found. Install one of them, or name it:" \
			"make demo PYTHON=/path/to/python3.12" >&2; exit 1; \
	elif ! "$(PYTHON)" -c '$(SUPPORTED)' 2>/dev/null; then \
		found=`"$(PYTHON)" -V 2>&1` || found='no Python that runs'; \
		echo "make: PYTHON=$(PYTHON) is $$found; stance needs Python 3.11, 3.12 or 3.13" >&2; exit 1; \
	fi
