# adtrail: two commands for newcomers, `make demo` and `make test`; the rest is for the people who build it.
#
# Needs: Python 3.11 or 3.12 with venv, and a package index.
# `make demo` renders one site with Chromium when there is one. To get one: `apt-get install chromium` (Debian),
# `.venv/bin/playwright install chromium`, or set ADTRAIL_CHROMIUM to the path of a Chromium or Chrome.
# `make test` needs it, and a JDK >= 21 (ES_JAVA_HOME, JAVA_HOME or the usual folders) with Maven for Elasticsearch;
# it says what is missing and how to get it. ADTRAIL_TEST_ELASTICSEARCH=URL uses a server that runs already.

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check lint unit real parts lock docs picture clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/demo.done ## Set up, then run the whole main job on a made-up world (ARGS="--no-serve --json")
	$(BIN)/adtrail demo $(ARGS)

test: .venv/test.done parts lint unit real ## Everything, with a real Elasticsearch, Chromium and model weights

check: .venv/test.done lint unit ## The fast part alone

lint: .venv/test.done ## Style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/test.done ## Tests that need no real part
	$(BIN)/pytest -q -n 2 -m "not real"

real: .venv/test.done ## Tests with the real parts
	$(BIN)/pytest -q -m real

parts: .venv/test.done ## Fetch what the real tests need: Chromium, Elasticsearch
	$(BIN)/python -m tests.parts

lock: .venv/demo.done ## Lock the Python packages again, by hash and without hosts
	$(BIN)/uv pip compile $(LOCK) --group setup -o requirements/setup.txt
	$(BIN)/uv pip compile $(LOCK) -o requirements/base.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCK) $(EXTRAS) --group setup -o requirements/demo.txt pyproject.toml
	$(BIN)/uv pip compile $(LOCK) $(EXTRAS) --extra semantic --group setup --group test -o requirements/test.txt pyproject.toml
LOCK := -q --universal --generate-hashes --no-header --python-version 3.11
EXTRAS := --extra crawl --extra index --extra web

docs: .venv/test.done ## Write again the pages that are generated: settings, commands, selectors, indicators, typologies
	$(BIN)/python -m tests.generated

picture: .venv/test.done ## Take the README's picture of the analyst page again
	$(BIN)/python -m tests.picture

clean: ## Remove the venv, caches and the demo's data
	rm -rf .venv .cache data dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The venv is made once; each stamp is a set of packages, installed by hash.
.venv/made.done: requirements/setup.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	@touch $@

.venv/demo.done: .venv/made.done requirements/demo.txt pyproject.toml
	$(BIN)/uv pip install --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/demo.txt
	$(BIN)/uv pip install --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.done: .venv/made.done requirements/test.txt pyproject.toml
	$(BIN)/uv pip install --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/test.txt
	$(BIN)/uv pip install --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ .venv/demo.done
