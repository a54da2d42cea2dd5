# Everything starts from here; each target sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
PEERS := bench/peers

.PHONY: install run test test-all dev bench lint audit lock clean

install: $(VENV)/.installed
run: $(VENV)/.installed
	$(BIN)/bilateral run
	@echo "Pages, an API and tools for assistants: $(BIN)/bilateral serve, then http://127.0.0.1:8765/"
	@echo 'The command in this shell: export PATH="$(CURDIR)/$(BIN):$$PATH"'
# Five minutes on two cores. What is slow by nature (Spark, PostgreSQL, kills, a simulated quarter, new environments) is the rest.
test: $(VENV)/.installed-dev
	$(BIN)/pytest -m "not slow" --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
test-all: $(VENV)/.installed-dev
	$(BIN)/pytest -m slow --numprocesses auto --maxprocesses 2 --dist loadfile
dev: $(VENV)/.installed-dev
	@echo "Dagster will warn that it does not use the dagster.yaml of this folder: it uses the one made from it."
	@DAGSTER_HOME="$$($(BIN)/python -m pipelines.defs.storage)" $(BIN)/dg dev
# One case alone: make bench BENCH="--only reading"; each once, with few rows: BENCH=--quick
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

$(VENV)/bin/uv: requirements-uv.lock | $(VENV)/bin/python
	@echo "Setting up in $(VENV): a hundred packages, 600 MB, half a minute after they are downloaded"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-uv.lock
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/bin/uv
	@$(UV) --require-hashes --no-deps --compile-bytecode -r requirements.lock
	@$(UV) --no-deps --no-build-isolation -e .
	@# or the first command of each kind would compile what it loads, every time where Python may write no bytecode
	@$(BIN)/python -m compileall -q pipelines
	@$(BIN)/python -m pipelines.warehouse.sqlmodels
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Adding what tests and checks need: Spark alone is 400 MB"
	@$(UV) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# What the benchmarks compare with, apart from the project. One that cannot be installed costs its lines of the table.
$(PEERS)/.installed: tests/bench/peers.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(PEERS)
	-xargs -n 1 $(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check < tests/bench/peers.txt
	@touch $@

# The locks hold pins and hashes only: no index, no address.
lock: $(VENV)/bin/uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --group build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra desk --extra postgres --group build -c requirements.lock -o requirements-server.lock pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra desk --extra postgres --extra spark --group build --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	echo uv | $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements-uv.lock -

clean:
	rm -rf $(VENV) $(PEERS) build *.egg-info
