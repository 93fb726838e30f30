# What builds, starts and tests theBarcodeAPI. `make help` lists it.
.DEFAULT_GOAL := help
UV ?= .venv/bin/uv

LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCKFLAGS)

.PHONY: help
help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: lock
lock: ## pin the dependencies anew, with hashes, for every Python and platform (LOCKFLAGS=--upgrade)
	$(LOCK) requirements.in requirements-build.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
