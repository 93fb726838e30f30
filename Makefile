# Targets that build, start, test and release theBarcodeAPI. `make` lists them.
.DEFAULT_GOAL := help
PYTHON = $$(tools/find-python)
ENVIRONMENT = set -e; python=$(PYTHON); $$python tools/environment.py
UV ?= .venv/bin/uv
# A test waits half of its time, for a server or a process: two workers a core keep the cores busy.
# Selected tests run in one process, which starts sooner.
WORKERS ?= $$((2 * $$(getconf _NPROCESSORS_ONLN)))
PARALLEL = $(if $(T),,-n $(WORKERS) --dist loadfile)
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCKFLAGS)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: run
run: ## run the whole stack in the foreground; settings such as API_PORT and DATA_DIR are environment variables
	@exec tools/run --die-with-parent $$PPID

.PHONY: develop
develop: ## create .venv with the packages for tests, lint and types
	@$(ENVIRONMENT) requirements-dev.txt

.PHONY: test
test: ## run the tests with a private Redis and Postgres; T="path -k …" selects tests, WORKERS=1 runs one at a time, COV=1 measures coverage
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/python -m tests.servers.binaries; \
	exec .venv/bin/python -m pytest $(if $(COV),--cov) $(PARALLEL) $(T)

.PHONY: test-system
test-system: ## run the tests that need Debian packages; lists missing packages
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/python -m tests.system.packages; \
	.venv/bin/python -m tests.servers.binaries; exec .venv/bin/python -m pytest tests/system $(PARALLEL) $(T)

.PHONY: test-abuse
test-abuse: ## search the costliest requests, and send them from eight clients beside one that must not notice
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m pytest tests/abuse $(T)

.PHONY: interop
interop: ## install MCP clients, the conformance suite and generators of HTTP clients, and test with them
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/python -m tests.interop.environments; \
	exec .venv/bin/python -m pytest tests/interop tests/conformance $(PARALLEL) $(T)

.PHONY: lint
lint: ## check style and formatting
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/ruff check .; exec .venv/bin/ruff format --check .

.PHONY: format
format: ## fix formatting and style
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/ruff check --fix .; exec .venv/bin/ruff format .

.PHONY: types
types: ## check types
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/mypy

.PHONY: bench
bench: ## measure the servers beside their peers, and write docs/benchmarks.md with its plots
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/python -m tests.interop.environments; \
	exec .venv/bin/python -m bench.report

.PHONY: bench-quick
bench-quick: ## measure the same in some minutes, and write nothing
	@$(ENVIRONMENT) requirements-dev.txt; .venv/bin/python -m tests.interop.environments; \
	exec .venv/bin/python -m bench.report --quick

.PHONY: bench-render
bench-render: ## measure drawing, compared with other libraries
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.render

.PHONY: bench-requests
bench-requests: ## measure CPU per request of the stack, compared with hello-world and BUILDS="TREE ..."
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.requests $(BUILDS)

.PHONY: bench-fairness
bench-fairness: ## measure how long a polite client waits beside busy ones
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.fairness

.PHONY: bench-sockets
bench-sockets: ## measure opening and holding 10,000 MCP WebSockets, compared with bare ones
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.sockets

.PHONY: bench-growth
bench-growth: ## measure how the cost of a barcode grows with its data and its size
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.growth

.PHONY: bench-mcp
bench-mcp: ## measure MCP over one WebSocket: CPU per call
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.mcp

.PHONY: bench-decode
bench-decode: ## measure reading pictures, compared with zxing-cpp; FOLDER=… reads a folder of samples too
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.decode $(FOLDER)

.PHONY: bench-batch
bench-batch: ## measure batches of 1,000 to 50,000 rows: rows and labels per second and core
	@$(ENVIRONMENT) requirements-dev.txt; exec .venv/bin/python -m bench.batch

.PHONY: image-check
image-check: ## build the Dockerfile and run the image in a chroot (needs root, buildah, debootstrap)
	@exec tools/image-check

.PHONY: dist
dist: ## build the source distribution and the wheel, check them, and run the wheel without a clone
	@exec tools/dist

.PHONY: docs
docs: ## regenerate the symbology guide and its pictures
	@$(ENVIRONMENT) requirements.txt; exec .venv/bin/python -m tools.symbology_guide

.PHONY: gs1-table
gs1-table: ## regenerate the table of GS1 identifiers: DICTIONARY=gs1-syntax-dictionary.txt
	@$(ENVIRONMENT) requirements.txt; .venv/bin/python -m tools.gs1_table "$(DICTIONARY)"

.PHONY: isbn-ranges
isbn-ranges: ## regenerate the table of ISBN ranges: MESSAGE=RangeMessage.xml
	@$(ENVIRONMENT) requirements.txt; .venv/bin/python -m tools.isbn_ranges "$(MESSAGE)"

.PHONY: lock
lock: develop ## update the lock files, with hashes, for every Python and platform (LOCKFLAGS=--upgrade)
	$(LOCK) requirements.in requirements-build.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	for sdk in v1 v2; do $(LOCK) tests/interop/python-$$sdk.in -o tests/interop/python-$$sdk.txt; done
	cd tests/interop/frameworks && $(subst .venv,../../../.venv,$(LOCK)) --override python-v1-without.txt python-v1.in -o python-v1.txt && \
	$(subst .venv,../../../.venv,$(LOCK)) python-v2.in -o python-v2.txt
	$(LOCK) tests/interop/generators/python.in -o tests/interop/generators/python.txt
	$(LOCK) --no-deps tests/interop/kubernetes.in -o tests/interop/kubernetes.txt
	$(subst version 3.11,version 3.12,$(LOCK)) --no-deps tests/servers/wheels.in -o tests/servers/wheels.txt
