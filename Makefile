# `make help` lists the targets. Everything is installed into environments inside this folder, nothing elsewhere.
#
# Variables: PYTHON    the interpreter to make .venv from (otherwise the first suitable one found)
#            PYTHONS   more interpreters to consider, above all for `make check`: PYTHONS="/path/to/python3.12 /path/to/python3.13"
#            EXTRAS    the extras that tests are run with, by default dev
#            WORKERS   test processes, by default 2

VENV    := .venv
BIN     := $(VENV)/bin
EXTRAS  ?= dev
WORKERS ?= 2
PYTHON  ?=
PYTHONS ?=
MAKEFLAGS += --no-print-directory

export EXTRAS PYTHON PYTHONS WORKERS
export MPLBACKEND ?= Agg
# One thread a process: the test processes share the cores already.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test check format docs-figures schema problems-page bench clean
.DELETE_ON_ERROR:

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

demo: $(VENV)/.demo  ## Compare the orders of the Korea scenario and draw its pictures into demo/
	@$(BIN)/negsim compare korea_2016
	@echo
	@$(BIN)/negsim plot korea_2016 --out demo --force

test: $(VENV)/.dev  ## Lint, type check and all tests but the slow ones
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "These want formatting: make format" >&2; $(BIN)/ruff format --check; }
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

check:  ## The long suite: everything on 3.11, the tests on 3.12 and 3.13, the notebooks
	@MAKE="$(MAKE)" sh tools/check.sh

format: $(VENV)/.dev  ## Sort imports, mend what ruff can mend, and format
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

docs-figures: $(VENV)/.demo  ## Draw the pictures of the README and the docs
	@$(BIN)/negsim plot korea_2016 --what comparison --out docs/figures --force

schema: $(VENV)/.demo  ## Write the JSON schema of scenario files
	@$(BIN)/negsim schema --out scenarios/schema/scenario.schema.json --force

problems-page: $(VENV)/.demo  ## Write docs/problems.md, every problem with an example
	@$(BIN)/python tools/problems_page.py

bench: $(VENV)/.dev  ## Time the solvers and the reader
	@$(BIN)/python benchmarks/backward_induction.py
	@$(BIN)/python benchmarks/reading.py
	@$(BIN)/python benchmarks/equilibria.py

clean:  ## Remove all that make has made, environments included
	rm -rf .venv .venv-3.1[1-3] build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Environments. Installed editable, so a change of the sources needs no new install, a change of pyproject.toml does.
# A stamp says that an install was completed: .demo of the package alone, .dev of the package with $(EXTRAS).
$(VENV)/.demo: pyproject.toml tools/environment.sh
	@sh tools/environment.sh $(VENV) .
	@touch $@

$(VENV)/.dev: pyproject.toml tools/environment.sh
	@sh tools/environment.sh $(VENV) '.[$(EXTRAS)]'
	@touch $(VENV)/.demo $@

.venv-%/.dev: pyproject.toml tools/environment.sh
	@sh tools/environment.sh .venv-$* '.[$(EXTRAS)]' $*
	@touch $@
