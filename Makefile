# Everything starts from here; each target sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := bench/peers

.PHONY: install run test again dev bench lint audit lock clean

install: $(VENV)/.installed
run: $(VENV)/.installed
	$(BIN)/bilateral run
test: $(VENV)/.installed-dev
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile
# What failed in the last run of the tests, once more and one after the other.
again: $(VENV)/.installed-dev
	$(BIN)/pytest -rA --last-failed --last-failed-no-failures none
dev: $(VENV)/.installed-dev
	DAGSTER_HOME="$$($(BIN)/python -m pipelines.defs.storage)" $(BIN)/dg dev
# One case alone: make bench BENCH="--only claims"; small sizes: make bench BENCH=--quick
bench: $(VENV)/.installed-dev $(PEERS)/.installed
	$(BIN)/python -m tests.bench --peers $(PEERS)/bin/python $(BENCH)
lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
# Asks OSV for known vulnerabilities where it can be reached, and says so where not.
audit: $(VENV)/.installed-dev
	$(BIN)/python tools/audit.py

# Scripts of a virtual environment name its folder: in a clone that was moved none of them starts.
ifneq ($(wildcard $(VENV)/bin/pip),)
ifeq ($(shell head -n 3 $(VENV)/bin/pip | grep -cF "$(CURDIR)/"),0)
$(info This clone has moved: $(VENV) is made anew.)
$(shell rm -rf $(VENV))
endif
endif

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "bilateral needs Python 3.11 or newer; found $$($(PYTHON) --version). Set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@# or the first command of each kind would compile what it loads, every time where Python may write no bytecode
	@$(BIN)/python -m compileall -q pipelines
	@$(BIN)/python -m pipelines.warehouse.sqlmodels
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# What the benchmarks compare with, apart from the project. One that cannot be installed costs its lines of the table.
$(PEERS)/.installed: tests/bench/peers.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(PEERS)
	-xargs -n 1 $(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check < tests/bench/peers.txt
	@touch $@

# The locks hold pins and hashes only: no index, no address.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --group build -o requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra postgres --extra store --group build -c requirements.lock -o requirements-server.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra postgres --extra spark --extra store --group build --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) $(PEERS) build *.egg-info
