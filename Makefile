# make demo   sets up, makes the example review in demo/, says where the pages lie
# make test   sets up, runs format, lint, types, layers, sizes and all tests
# make proof  long checks and benchmarks; what they measure is stored in bench/proof
# make docs   rewrites the pages that are generated from the declarations
# make site   builds the documentation as a site in build/site
#
# Another Python: make PYTHON=python3.13 test

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PY := $(BIN)/python

.PHONY: help demo test proof docs site

help:
	@$(PYTHON) -c "print(''.join(line[2:] for line in open('Makefile') if line.startswith('# make')), end='')"

.venv/pyvenv.cfg:
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('casepool needs Python 3.11 or newer, this is %d.%d. Name another: make PYTHON=python3.13 test' % sys.version_info[:2])"
	$(PYTHON) -m venv .venv

.venv/for-demo: .venv/pyvenv.cfg pyproject.toml
	$(PY) -m pip install --quiet --disable-pip-version-check --editable ".[review,web]"
	@$(PY) -m compileall -q src && $(PY) -m casepool.text.prepare
	@$(PY) -c "import pathlib; pathlib.Path('$@').touch()"

.venv/for-test: .venv/pyvenv.cfg pyproject.toml
	$(PY) -m pip install --quiet --disable-pip-version-check uv
	$(PY) -m uv pip install --quiet --compile-bytecode --python $(PY) --editable ".[all,dev]"
	@$(PY) -m compileall -q src && $(PY) -m casepool.text.prepare
	@$(PY) -c "import pathlib; pathlib.Path('$@').touch()"

demo: .venv/for-demo
	@$(PY) examples/demo.py

test: .venv/for-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PY) -m pytest -n 2

proof: .venv/for-test
	$(PY) -m pytest -m proof
	$(PY) bench/prove.py
	$(PY) bench/audit/plants.py

docs: .venv/for-test
	$(PY) docs/generate.py
	$(PY) docs/commands.py

site: .venv/for-test
	$(PY) -m sphinx -W -q -b html docs build/site
	@$(PY) -c "import pathlib; print('The documentation lies in', pathlib.Path('build/site/index.html').resolve())"
