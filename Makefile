# Hallcall 叫号. `make help` lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
ARGS ?=
FAST := -m "not pty and not crash and not browser"
# The rules of the hall have tests of their own, one process, every branch counted; the state machine needs
# no counting and runs with the rest.
RULES := tests/domain --ignore tests/domain/test_hall_machine.py
OTHERS := $(addprefix --ignore ,$(filter-out tests/domain/test_hall_machine.py,$(wildcard tests/domain/test_*.py)))
# Real clocks and a real Chromium beside others on an old machine: what failed is tried once more, alone, and both
# runs are printed. A fault fails twice.
define twice
$(PY) -m pytest -q $(1) $(2) $(ARGS) || { [ $$? = 1 ] && echo "== once more, alone: what failed above" && \
	$(PY) -m pytest -q --last-failed --last-failed-no-failures none $(2) $(ARGS); }
endef
MARK := $(VENV)/.marks
PAGES := server/web/static/vendor
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test check fast setup setup-test bench screens lock clean format

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: setup ## Set up and serve the sample hall on emulated hardware (ARGS="--port 8001")
	$(PY) run.py $(ARGS)

test: setup-test ## Set up and run every test: rules, wires, crashes, browser
	@echo "== tests: style, types, layers"
	@$(MAKE) --no-print-directory static
	@echo "== tests: the rules of the hall, every branch"
	@$(MAKE) --no-print-directory coverage
	@echo "== tests: codecs, drivers, log, web (in parallel)"
	$(call twice,-n 3 --dist loadfile,$(FAST) $(OTHERS))
	@echo "== tests: real wires, crashes (five at a time: most of it is waiting for wires)"
	$(call twice,-n 5 --dist loadfile,-m "pty or crash")
	@echo "== tests: browser (in parallel, a server and a Chromium each; most of it is waiting for pages)"
	$(call twice,-n 4 --dist loadfile,-m browser)
	node --test caller/tests/*.test.mjs display/tests/*.test.mjs kiosk/tests/*.test.mjs

check: setup-test static ## Before a commit: style, types, layers and the fast tests
	$(PY) -m pytest -q -n 2 --dist loadfile $(FAST) $(ARGS)

.PHONY: coverage
coverage: setup-test ## The tests of the rules; a branch of server/domain that none of them takes is a failure
	$(PY) -m coverage run -m pytest -q -p no:xdist $(RULES)
	$(PY) -m coverage report

.PHONY: static
static:
	$(VENV)/bin/ruff format --check -q .
	$(VENV)/bin/ruff check -q .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo 2>/dev/null || $(VENV)/bin/lint-imports

format: setup-test ## Let ruff put the code in order
	$(VENV)/bin/ruff check -q --fix . ; $(VENV)/bin/ruff format -q .

bench: setup-test ## Measure, each figure beside a floor of the same run (ARGS="tickets feed")
	$(PY) run.py bench $(ARGS)

screens: setup-test ## Take the pictures of docs/screens anew, from the real server
	$(PY) -m tests.screens

setup: $(MARK)/run $(MARK)/pages ## Only set up what `make run` needs

setup-test: setup $(MARK)/test $(MARK)/debian ## Only set up what `make test` needs

$(MARK)/venv:
	@echo "== set-up 1/4: a Python environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) && mkdir -p $(MARK) && touch $@

$(MARK)/run: requirements.lock $(MARK)/venv
	@echo "== set-up 2/4: Python packages (locked, hashes checked)"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(PY) -m compileall -q $(VENV)/lib run.py config server devices kiosk caller display || true
	@touch $@

$(MARK)/pages: package.json package-lock.json
	@echo "== set-up 3/4: JavaScript for the pages"
	@npm ci --silent --no-audit --no-fund
	@mkdir -p $(PAGES) $(MARK)
	@cp node_modules/htm/preact/standalone.module.js $(PAGES)/preact.js
	@cp node_modules/socket.io-client/dist/socket.io.esm.min.js $(PAGES)/socket.io.js
	@cp node_modules/echarts/dist/echarts.esm.min.mjs $(PAGES)/echarts.js
	@touch $@

$(MARK)/test: requirements-test.lock $(MARK)/run
	@echo "== set-up 4/4: test tools"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-test.lock
	@touch $@

$(MARK)/debian: tests/debian.sh
	@bash tests/debian.sh && touch $@

DIST := dist
BUNDLE = $(DIST)/hallcall
.PHONY: bundle
bundle: setup ## One file that installs on a PC of this kind without internet: dist/hallcall.tar
	@echo "== what is committed, without the tests"
	@rm -rf $(DIST) && mkdir -p $(BUNDLE)/wheels
	@git archive HEAD -- . ':!tests' ':!docs/screens' ':!.ci' | tar -x -C $(BUNDLE)
	@mkdir -p $(BUNDLE)/$(PAGES) && cp -R $(PAGES)/. $(BUNDLE)/$(PAGES)
	@git describe --always --tags > $(BUNDLE)/VERSION
	@echo "== Python packages (locked, hashes checked)"
	@$(PY) -m pip download -q --disable-pip-version-check --require-hashes --no-deps -d $(BUNDLE)/wheels -r requirements.lock
	@$(PY) -c 'import platform; print(platform.system(), platform.machine(), "Python", platform.python_version())' > $(BUNDLE)/wheels/FOR
	@tar -C $(DIST) -cf $(DIST)/hallcall.tar hallcall && rm -rf $(BUNDLE)
	@echo "$(DIST)/hallcall.tar: unpack it there, then hallcall/server/install-linux.sh as root"

lock: ## Renew the lock files (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --extra dev pyproject.toml -o requirements-test.lock
	npm install --package-lock-only --silent

clean: ## Remove what set-up made (never the hall's data)
	rm -rf dist $(VENV) node_modules $(PAGES) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
