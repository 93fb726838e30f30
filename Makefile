# What builds, starts, tests and ships theBarcodeAPI. `make` lists it.
.DEFAULT_GOAL := help
PYTHON = $$(tools/find-python)
ENVIRONMENT = set -e; python=$(PYTHON); $$python tools/environment.py
UV ?= .venv/bin/uv
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCKFLAGS)

.PHONY: help
help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: run
run: ## start everything in the foreground; API_PORT, MCP_WS_PORT, DATA_DIR, HOST … from the environment
	@$(ENVIRONMENT) requirements.txt; exec .venv/bin/python -m common.cli serve --die-with-parent $$PPID

.PHONY: develop
develop: ## make .venv with what tests, lint and types need
	@$(ENVIRONMENT) requirements-dev.txt

.PHONY: test
test: ## run the tests, on real private Redis and Postgres; T=path or -k … for some, COV=1 for coverage
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/python -m tests.servers.binaries; \
	exec .venv/bin/python -m pytest $(if $(COV),--cov) $(T)

.PHONY: test-system
test-system: ## run the tests that need Debian packages; says which are missing
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/python -m tests.system.packages; \
	.venv/bin/python -m tests.servers.binaries; exec .venv/bin/python -m pytest tests/system $(T)

.PHONY: interop
interop: ## talk to the MCP server with the official clients and conformance suite, which it installs
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/python -m tests.interop.environments; \
	exec .venv/bin/python -m pytest tests/interop tests/conformance $(T)

.PHONY: lint
lint: ## check style and formatting
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/ruff check .; exec .venv/bin/ruff format --check .

.PHONY: format
format: ## mend formatting and what else can be mended
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/ruff check --fix .; exec .venv/bin/ruff format .

.PHONY: types
types: ## check types strictly
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/mypy

.PHONY: bench
bench: ## measure: every bench/*.py that has a main
	@$(ENVIRONMENT) requirements-dev.txt; \
	for file in $$(find bench -name '*.py' ! -name '__init__.py' | sort); do \
		module=$$(echo $${file%.py} | tr / .); echo "== $$module"; .venv/bin/python -m $$module; done

.PHONY: bench-render
bench-render: ## measure drawing, next to other libraries
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.render

.PHONY: bench-mcp
bench-mcp: ## measure MCP: CPU a call next to the official SDK (after make interop), memory a connection
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.mcp

.PHONY: bench-batch
bench-batch: ## measure batches alone: rows and labels a second and core, from 1,000 to 50,000 rows
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.batch

.PHONY: image-check
image-check: ## execute the Dockerfile and run the image in a chroot (root, buildah, debootstrap)
	@exec tools/image-check

.PHONY: docs
docs: ## write the symbology guide anew, with its pictures
	@$(ENVIRONMENT) requirements.txt; exec .venv/bin/python -m tools.symbology_guide

.PHONY: gs1-table
gs1-table: ## write the table of GS1 identifiers from a newer dictionary: DICTIONARY=gs1-syntax-dictionary.txt
	@$(ENVIRONMENT) requirements.txt; .venv/bin/python -m tools.gs1_table "$(DICTIONARY)"

.PHONY: lock
lock: develop ## pin the dependencies anew, with hashes, for every Python and platform (LOCKFLAGS=--upgrade)
	$(LOCK) requirements.in requirements-build.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	for sdk in v1 v2; do $(LOCK) tests/interop/python-$$sdk.in -o tests/interop/python-$$sdk.txt; done
	$(subst version 3.11,version 3.12,$(LOCK)) --no-deps tests/servers/wheels.in -o tests/servers/wheels.txt
