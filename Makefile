# make demo: see it work. make test: everything that must pass. make fix: the only target that rewrites files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-slow lint fix build places pictures harvest verify routes bench browser notes clean

demo: $(VENV)/installed
	$(BIN)/graph path lambda sagemaker
	$(BIN)/graph draw -o output/servicekg.html

# In its own environment: one that is active here is not used.
$(VENV)/installed: pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test
	touch $@

browser: $(VENV)/tested
	$(BIN)/python scripts/browser.py

build: $(VENV)/installed
	$(BIN)/graph build

test: $(VENV)/tested build browser lint
	$(BIN)/python -m pytest -q -m "not slow"

test-slow: $(VENV)/tested build browser
	$(BIN)/python -m pytest -q -m slow

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/cog -P --check README.md

fix: $(VENV)/tested
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	PYTHONPATH=. $(BIN)/cog -P -r README.md

places: $(VENV)/tested build
	$(BIN)/python scripts/places.py

pictures: $(VENV)/tested build browser
	PYTHONPATH=. $(BIN)/python scripts/pictures.py

# Both fetch pinned packages, so they need the network, and npm.
harvest: $(VENV)/tested
	PYTHONPATH=. $(BIN)/python scripts/harvest.py

SAMPLE ?= 300
verify: $(VENV)/tested
	PYTHONPATH=. $(BIN)/python scripts/verify.py --sample $(SAMPLE) --seed "$$(git rev-parse HEAD)"

routes: $(VENV)/tested build
	PYTHONPATH=. $(BIN)/python scripts/routes.py --verbose $(if $(WEIGHTS),--weights $(WEIGHTS))

bench: $(VENV)/tested build browser
	$(BIN)/python tests/benchmarks/commands.py
	PYTHONPATH=. $(BIN)/python tests/benchmarks/pictures.py

# What the data gained since a commit: make notes SINCE=v1
notes: build
	@test -n "$(SINCE)" || { echo "make notes SINCE=<commit>"; exit 2; }
	rm -rf output/since && git worktree prune && git worktree add --quiet --detach output/since $(SINCE)
	cd output/since && $(CURDIR)/$(BIN)/python -m graph build
	printf '# What the data gained since %s\n\n' $(SINCE) > ontology/release-notes.md
	$(BIN)/graph diff output/since/output/compiled/graph.nt.gz output/compiled --format md >> ontology/release-notes.md || test $$? = 1
	git worktree remove --force output/since

clean:
	rm -rf $(VENV) output/compiled output/*.html dist
