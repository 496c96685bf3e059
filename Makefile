# Two commands do everything on a machine with Python 3.11 or newer, git and make:
#   make demo   sets up and shows the library deciding a mail, explaining a deadline, a service desk at work, and audits
#   make test   sets up and passes all checks and tests

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= auto
QUICK ?= tests/rules tests/policy tests/clauses tests/clauses_registry tests/subjects tests/time tests/wording
MAIL := examples/mail
STORE ?=
LOGS ?=
MUTANTS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types imports tests quick quick-tests coverage lowest proofs proofs-audit mutants bench fuzz format news clean

help: ## list what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# bytecode is written as an ordinary installation writes it, but on all cores: commands start faster
COMPILE = $(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib/python3*/site-packages || true; \
	$(BIN)/python -m compileall -q src

$(VENV)/.ready-cli: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[audit,cli,report,sql]'
	@$(COMPILE)
	@touch $@

$(VENV)/.ready-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[dev]'
	@$(COMPILE)
	@touch $@

demo: $(VENV)/.ready-cli ## set up; decide a mail, explain a deadline, take sample mails through a desk (STORE=…), audit it
	@echo '$$ netpoint-stp assess $(MAIL)/request-complete.eml --lang uk'
	@$(BIN)/netpoint-stp assess $(MAIL)/request-complete.eml --lang uk
	@echo
	@echo '$$ netpoint-stp assess $(MAIL)/request-without-details.eml --lang en'
	@$(BIN)/netpoint-stp assess $(MAIL)/request-without-details.eml --lang en
	@echo
	@echo '$$ netpoint-stp assess $(MAIL)'
	@$(BIN)/netpoint-stp assess $(MAIL)
	@echo
	@echo '$$ netpoint-stp deadline complaint 2026-11-20T15:00:00+02:00 --explain --lang en'
	@$(BIN)/netpoint-stp deadline complaint 2026-11-20T15:00:00+02:00 --explain --lang en
	@BIN=$(BIN) STORE="$(STORE)" sh examples/demo.sh

test: check coverage ## set up; pass lint, types, layers, and all tests with their coverage

check: lint types imports ## lint, types and layers

lint: $(VENV)/.ready-dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev ## mypy --strict over src, tests and benchmarks
	$(BIN)/mypy

imports: $(VENV)/.ready-dev ## imports run one way
	$(BIN)/lint-imports

tests: $(VENV)/.ready-dev ## the tests alone
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

quick: $(VENV)/.ready-dev ## for the loop of editing, half a minute: check, and beside it the tests that need no server, engine or desk
	$(MAKE) --no-print-directory -j 2 check quick-tests

# laws by few examples, and without those that take long; all of them are tried by `make test`
quick-tests: $(VENV)/.ready-dev
	HYPOTHESIS_PROFILE=few $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile -m "not no_cover" $(QUICK)

coverage: $(VENV)/.ready-dev ## the tests, with branch coverage gated
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

lowest: ## few telling tests with the lowest versions that pyproject.toml declares (two minutes)
	PYTHON=$(PYTHON) .ci/lowest

proofs: $(VENV)/.ready-dev ## stores under 16 processes and 200 kills, on each database (an hour)
	PYTHONPATH=. $(BIN)/python -m tests.backends.sql.trials $(STORES)

proofs-audit: $(VENV)/.ready-dev ## all engines on every example; ten logs of a million requests: what was planted is found (over an hour)
	NETPOINT_STP_ENGINES=all $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile tests/audit
	PYTHONPATH=. $(BIN)/python -m tests.audit.proofs $(LOGS)

mutants: $(VENV)/.ready-dev ## 127 planted faults, and how many of them the tests notice (hours)
	PYTHONPATH=. $(BIN)/python -m tests.mutation.run $(MUTANTS)

bench: $(VENV)/.ready-dev ## all benchmarks, side by side (minutes)
	@for b in benchmarks/bench_*.py; do echo "== $$b"; PYTHONPATH=. $(BIN)/python $$b || exit 1; done

fuzz: $(VENV)/.ready-dev ## ten minutes of coverage-guided fuzzing of the mail reader
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	$(BIN)/python tests/fuzz/fuzz_email.py -max_total_time=600

format: $(VENV)/.ready-dev ## put the format right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

news: $(VENV)/.ready-dev ## show what the next version's news will be
	$(BIN)/towncrier build --draft --version next

clean: ## remove what was made here
	rm -rf $(VENV) .coverage .coverage.* htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist demo-out
