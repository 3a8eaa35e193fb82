# Homeward. `make run` starts it; `make test` and `make check` say whether it is well.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Real servers, browsers and watchers, of which two at a time do not disturb each other.
REAL := tests/e2e tests/faults
ROOMS := visits data analysis watcher reports web

.PHONY: run test check bench soak duties screenshots lock clean help
.DEFAULT_GOAL := help

help:
	@echo "make run    start Homeward on PORT (8501)"
	@echo "make test   every test, in a real browser too"
	@echo "make check  style, types, and known holes in dependencies"
	@echo "make bench  what is measured against what, as tables"
	@echo "make soak   the same for a long time, under load"
	@echo "make duties account for every duty of the policies in docs/duties.md"
	@echo "make lock   pin the dependencies anew (needs the package index)"
	@echo "make clean  remove the virtual environment and caches; data in var/ stays"

run: $(VENV)/run.stamp
	@$(BIN)/python app.py

# The tests start many processes; each would translate Homeward anew where Python is told to keep nothing.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/dev.stamp
	@$(BIN)/python tests/browser.py
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(addprefix --ignore=,$(REAL))
	@# In the order of tests/conftest.py: what takes longest begins first, however many tests it is.
	@# A browser on a busy machine may miss once: what failed is tried once more, by itself, and has to pass then.
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(REAL) || \
		$(BIN)/python -m pytest $(REAL) --last-failed

check: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(wildcard $(ROOMS))
	@$(BIN)/python -m pip check
	@$(BIN)/python tests/audit.py

bench: $(VENV)/dev.stamp benchmarks/__main__.py
	@$(BIN)/python -m benchmarks

soak: $(VENV)/dev.stamp benchmarks/soak.py
	@$(BIN)/python -m benchmarks.soak

duties: $(VENV)/run.stamp
	@$(BIN)/python -m data duties

screenshots: $(VENV)/dev.stamp
	@$(BIN)/python tests/browser.py
	@$(BIN)/python -m tests.e2e.screenshots

lock: $(VENV)/dev.stamp
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.11 --no-emit-index-url --no-emit-find-links --output-file requirements.txt pyproject.toml
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.11 --no-emit-index-url --no-emit-find-links --constraint requirements.txt --group dev \
		--output-file requirements-dev.txt pyproject.toml
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.11 --no-emit-index-url --no-emit-find-links --constraint requirements.txt --extra spark \
		--output-file requirements-spark.txt pyproject.toml

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Homeward needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Choose another with: make PYTHON=python3.12 ...")'
	@echo "Making the virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	@echo "Installing what Homeward needs"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(BIN)/python
	@echo "Installing what Homeward and its tests need"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp
