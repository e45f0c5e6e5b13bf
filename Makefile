# `make` alone lists the targets. What they need is installed into .venv, once, at pinned versions: for the program its own
# dependencies, for tests, `lint` and the like the development tools as well.

PYTHON ?= python3
JOBS   ?= 2
ARGS   ?=

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
TOOLS := $(VENV)/.installed-dev
SITE  := $(VENV)/.installed-docs
NOX   := $(VENV)/.installed-nox
PIP   := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help install verify test lint certificates proofs reports docs bench growth conform conformance constraints dist clean

help: ## show this help
	@echo "usage: make TARGET [PYTHON=python3.12] [ARGS='...']"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

install: $(TOOLS) ## create .venv and install everything

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "toytheory needs Python 3.11 or newer, and $(PYTHON) is %d.%d; name another: make PYTHON=python3.12" % sys.version_info[:2])'
	@echo "toytheory and the simulators that it compares with are installed into $(VENV), once: 66 packages, 850 MB on the disk."
	@echo "That takes some minutes; pip shows below what it is doing."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --progress-bar on -c constraints.txt -e .
	@touch $@

$(TOOLS): $(STAMP)
	@echo "The tools for the tests are installed into $(VENV), once: some 35 packages, 150 MB on the disk."
	$(PIP) install --progress-bar on -c constraints.txt -e '.[dev]'
	@touch $@

verify: $(STAMP) ## check every claim of the talk (ARGS='trits --full')
	$(BIN)/toytheory verify $(ARGS)

# one thread of BLAS and Numba a worker: more of them only fight for the cores; the tests of a file to one worker, which makes once what
# they share, and in the order of the folders, so that the short ones come last
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: export NUMBA_NUM_THREADS = 1
test: $(TOOLS) ## run the tests, with branch coverage
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --include='quantum_ref/*'
	$(BIN)/coverage report --include='toytheory/*,equivalence/*' --fail-under=97

lint: $(TOOLS) ## ruff, mypy --strict and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

certificates: $(STAMP) ## renew reports/certificates
	@mkdir -p reports/certificates
	@for d in 3 5 7 9 15; do $(BIN)/toytheory prove --d $$d -o reports/certificates/odd-$$d.json || exit 1; done
	@for kind in all-odd refutations exact-family; do \
	  $(BIN)/toytheory prove --$$kind -o reports/certificates/$$kind.json || exit 1; done
	$(BIN)/toytheory check reports/certificates/*.json

proofs: ## build the Coq proofs and check them (packages: proofs/README.md)
	@if command -v coqc >/dev/null && [ -d "$$(coqc -where)/user-contrib/mathcomp" ]; then $(MAKE) -C proofs JOBS=$(JOBS); \
	else echo "proofs: skipped, there is no coqc with MathComp; proofs/README.md names the packages"; fi

reports: certificates ## renew what reports/ and docs/phenomena/ hold
	$(BIN)/toytheory verify --no-seconds --markdown reports/claims.md --json reports/claims.json --html reports/claims.html \
	  --talk reports/talk.md --errata reports/ERRATA.md $(ARGS)
	$(BIN)/toytheory draw --talk reports/figures
	$(BIN)/toytheory phenomena --pages docs/phenomena --claims reports/claims.json

$(SITE): $(STAMP)
	@echo "The tools that build the documentation are installed into $(VENV), once."
	$(PIP) install --progress-bar on -c constraints.txt -e '.[docs]'
	@touch $@

docs: $(SITE) ## build the documentation site, run what it shows (UPDATE_DOCS=1 records outputs)
	$(BIN)/python -m sphinx -b html -W --keep-going -c docs/site -d docs/_build/doctrees . docs/_build/html
	@echo "open docs/_build/html/index.html"

bench: $(STAMP) ## cases per second of claims and experiments (ARGS=--full, ARGS=--save)
	$(BIN)/python -m benchmarks $(ARGS)

$(NOX):
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet 'nox>=2024.4.15'
	@touch $@

conform: $(NOX) ## a released simulator in an environment of its own, against the oracle (PACKAGE=sdim ARGS='--budget 10m')
	@test -n "$(PACKAGE)" || { echo "name a package, as in: make conform PACKAGE=sdim"; $(BIN)/nox -l; exit 2; }
	$(BIN)/nox -s $(PACKAGE) -- -j $(JOBS) $(ARGS)

conformance: $(STAMP) ## put what `make conform` found in all packages together into reports/conformance.*
	$(BIN)/toytheory conform --merge $(sort $(wildcard reports/conformance/*.json)) --markdown reports/conformance.md \
	  --html reports/conformance.html --json reports/conformance.json

growth: $(STAMP) ## how sampling grows and what bounds it, with reports/sampling-growth.svg
	$(BIN)/python -m benchmarks.growth reports/sampling-growth.svg

constraints: $(TOOLS) ## pin the versions that are installed in .venv
	{ echo '# The versions that everything is tested with; renewed by `make constraints`.'; \
	  $(PIP) freeze --all --exclude-editable --exclude pip --exclude wheel --exclude toytheory | grep -v ' @ '; \
	} > constraints.txt.new
	mv constraints.txt.new constraints.txt
	@touch $(STAMP) $(TOOLS)

dist: $(TOOLS) ## build the wheel and the source distribution
	$(BIN)/python -m build --outdir dist .

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) docs/_build build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
