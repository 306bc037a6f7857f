# The two commands: `make app` and `make test`. Everything else serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What is compiled once is kept, whatever the machine says: tests start hundreds of commands, people one after the other.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: app setup test test-nominatim lint audit bench data browser clean

app: $(VENV)/.app
	$(BIN)/streamlit run app.py

setup: $(VENV)/.app

# With a PostgreSQL of its own where that can be had (root on Debian); else its tests are skipped.
# Two processes: tests that share a server or a page in the browser go to one of them, all others file by file.
test: $(VENV)/.dev browser
	tools/postgres.sh run $(BIN)/python -m pytest -n 2 $(ARGS)

test-nominatim: $(VENV)/.dev
	tools/nominatim.sh test

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	tools/typescript.sh

# What the app is made of (SBOM, CycloneDX) and known weaknesses of it, where the service can be reached; its tools stay
# apart from what they look at.
audit: $(VENV)/.audit/.done
	$(VENV)/.audit/bin/python tools/audit.py

bench: $(VENV)/.dev browser
	$(BIN)/python -m bench
	$(BIN)/python -m bench.publish --write

# Derives data/ from a folder of collected facts: make data FACTS=../shared/facts
data: $(VENV)/.app
	$(BIN)/python tools/derive_data.py --facts $(FACTS)

# A Chromium for the browser tests: one that is there, else Debian's (as root), else Playwright's own.
browser: $(VENV)/.dev
	@tools/browser.sh $(BIN)/python

$(VENV)/.app: requirements.txt constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-cluster.txt $(VENV)/.app
	$(PIP) install -r requirements-dev.txt
	@touch $@

$(VENV)/.audit/.done: requirements-audit.txt
	$(PYTHON) -m venv $(VENV)/.audit
	$(VENV)/.audit/bin/python -m pip --disable-pip-version-check --quiet install -r requirements-audit.txt
	@touch $@

clean:
	rm -rf $(VENV) var
