# What builds, starts, tests and ships theBarcodeAPI. `make` lists it.
.DEFAULT_GOAL := help
PYTHON = $$(tools/find-python)
ENVIRONMENT = set -e; python=$(PYTHON); $$python tools/environment.py
DEVELOPMENT = $(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m
UV ?= .venv/bin/uv
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCKFLAGS)

.PHONY: help
help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: run
run: ## start everything in the foreground; API_PORT, MCP_WS_PORT, DATA_DIR, HOST … from the environment
	@$(ENVIRONMENT) requirements.txt; exec .venv/bin/python -m common.cli serve --die-with-parent

.PHONY: develop
develop: ## make .venv with what tests, lint and types need
	@$(ENVIRONMENT) requirements-dev.txt

.PHONY: lock
lock: develop ## pin the dependencies anew, with hashes, for every Python and platform (LOCKFLAGS=--upgrade)
	$(LOCK) requirements.in requirements-build.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
