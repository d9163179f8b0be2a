# Every target sets up what it needs (.ci/setup); the second run finds it there. `make help` lists them.

PYTHON ?= python3
REPORT ?= samples/monthly.yml

# Marks for the first part of test-all: empty means every test there is.
MARKS ?=

export PYTHON
BIN := .venv/bin
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help
.PHONY: help report gallery components test test-all mutations lint layers lock wheel bench bench-engine bench-pages bench-watch clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):  *## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r target does; do \
		printf '%-14s %s\n' "$$target" "$$does"; done

report:  ## set up and render the sample report; prints the paths of the written files
	@.ci/setup runtime
	@$(BIN)/render $(REPORT)

gallery:  ## pictures of every page of every sample report in build/gallery; ARGS="--report monthly --language fr" for some
	@.ci/setup tools
	@.ci/setup dev
	@$(BIN)/python -m tests.gallery $(ARGS)

components:  ## pictures of each component of the pages in docs/components, for docs/templates.md; ARGS="cards marks" for some
	@.ci/setup tools
	@.ci/setup dev
	@$(BIN)/python -m tests.components $(ARGS)

test:  ## the tests that take seconds and need no other program
	@.ci/setup dev
	$(BIN)/python -m pytest -q -n 2 -m "not long"

test-all:  ## every test, with chromium, poppler, LibreOffice, axe-core and the YAML language server; the mutations; then `make test` against the lowest versions
	@.ci/setup tools
	@.ci/setup dev
	$(BIN)/python -m pytest -q -n 2 $(if $(MARKS),-m "$(MARKS)")
	@$(MAKE) --no-print-directory mutations
	@.ci/setup lowest
	.venv-lowest/bin/python -m pytest -q -n 2 -m "not long"

mutations:  ## break what a figure means, one rule at a time in a copy, and see that a test fails each time
	@.ci/setup dev
	$(BIN)/python -m tests.mutations.run

lint:  ## ruff check, ruff format --check, mypy --strict
	@.ci/setup dev
	@failed=0; for check in "ruff check ." "ruff format --check ." "mypy --strict engine tests samples"; do \
		echo "$(BIN)/$$check"; $(BIN)/$$check || failed=1; done; exit $$failed

layers:  ## only the test that lower layers import nothing from higher ones
	@.ci/setup dev
	$(BIN)/python -m pytest -q tests/test_layers.py

lock:  ## renew the lock files from pyproject.toml; UPGRADE=1 takes the newest versions
	@.ci/lock $(if $(UPGRADE),--upgrade)

wheel:  ## build the wheel into dist/
	@.ci/setup dev
	@$(BIN)/python -m build --no-isolation --wheel --outdir dist

bench:  ## all that is timed: the engine, the pages, a watched report; each by itself takes ARGS
	@$(MAKE) --no-print-directory bench-engine bench-pages bench-watch

bench-engine:  ## time the engine against Polars by hand and DuckDB; ARGS=--quick takes a minute or two, --large many
	@.ci/setup dev
	@$(BIN)/python -m tests.benchmarks.run $(ARGS)

bench-pages:  ## time the sample's pages against WeasyPrint's own command and Chromium; ARGS="--rounds 9"
	@.ci/setup dev
	@$(BIN)/python -m tests.benchmarks.pages $(ARGS)

bench-watch:  ## time how long a change of the sample takes until a watched page has it
	@.ci/setup dev
	@$(BIN)/python -m tests.benchmarks.watch

clean:  ## remove all that the other targets made, the virtual environments too
	rm -rf .venv .venv-lowest dist build out samples/out .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
