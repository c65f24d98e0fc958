# Everything that is done by hand or by CI. `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PADDOCK_HOME ?= $(CURDIR)/instance
export PORT
unexport PYTHONDONTWRITEBYTECODE  # what is compiled once is kept: every process after the first starts faster

.DEFAULT_GOAL := help
.PHONY: help run cluster test check bench drill shots lock clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/run.done: requirements/run.txt
	@echo "Making .venv (once; about half a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/test.done: requirements/test.txt
	@echo "Adding the tools of the tests to .venv (once; about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

.venv/installed/done: requirements/run.txt
	@echo "Making .venv/installed: what an installation has, and no tools (once; about half a minute) …"
	@test -x .venv/installed/bin/python || $(PYTHON) -m venv .venv/installed
	@.venv/installed/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

run: .venv/run.done ## start Paddock with its demo season on http://127.0.0.1:8000 (PORT)
	@PADDOCK_DEMO=1 $(BIN)/python -m app.serve

cluster: .venv/test.done ## the same as a large installation: PostgreSQL, Valkey, four processes, nginx where there is one
	@PADDOCK_DEMO=1 $(BIN)/python -m deploy.cluster

test: .venv/test.done ## all tests, on SQLite, PostgreSQL and Valkey, and in a browser where there is one
	@$(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder

check: .venv/test.done ## all that CI checks: form, types, templates, curriculum, translations, migrations, tests
	@echo "Form of the code (ruff format) …"
	@$(BIN)/ruff format --check --quiet .
	@echo "Linter (ruff) …"
	@$(BIN)/ruff check --quiet .
	@echo "Types (mypy) …"
	@$(BIN)/mypy
	@echo "Templates (djlint) …"
	@$(BIN)/djlint app/templates --lint --quiet
	@echo "Curriculum (flask curriculum check) …"
	@$(BIN)/flask curriculum check --brief --strict
	@echo "Tests, with those of floors, translations and migrations …"
	@$(MAKE) --no-print-directory test

bench: .venv/test.done .venv/installed/done ## how fast it is here: prints the figures, writes bench/results and docs/performance.md
	@$(BIN)/python -m bench

drill: .venv/test.done ## kills, cuts off and delays what it can while people play: prints the table, writes docs/faults.md
	@$(BIN)/python -m bench.drill

shots: .venv/test.done ## pictures of every page, in both languages and themes, into tests/browser/shots/
	@REQUIRE_BROWSER=1 $(BIN)/python -m pytest tests/browser/shots.py
	@echo "The pictures are in tests/browser/shots/."

lock: ## renew the locked requirements (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements/run.in -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements/test.in -o requirements/test.txt

clean: ## forget .venv and the local state
	rm -rf .venv instance
