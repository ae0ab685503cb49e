# Two commands on a fresh machine: `make demo` and `make test`. Each makes its own environment in .venv.
# Needs Python 3.11 or 3.12 and make; uses uv where it is installed, else venv and pip.

SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
RUN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && { echo $$p; break; }; done)
UV := $(shell command -v uv)
READY := $(VENV)/.ready
CORPORA ?= ../shared
TABLES ?= $(if $(wildcard $(CORPORA)/data/ontologies),$(CORPORA)/data/ontologies,data/ontologies)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The build backend is held to the same versions as everything else.
export PIP_CONSTRAINT := constraints.txt
export UV_BUILD_CONSTRAINT := constraints.txt

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(READY) ## mine the demo corpus: store, tables, report page, top of the evidence table
	$(RUN)/secretome demo

extract: $(READY) ## mine INPUT=file-or-folder into the store
	@test -n "$(INPUT)" || { echo 'make extract: say what to read: make extract INPUT=records.xml.gz' >&2; exit 2; }
	$(RUN)/secretome extract --input $(INPUT)

fetch: $(READY) ## fetch what is new in CORPUS and keep it as it came; mine nothing
	$(RUN)/secretome fetch $(if $(CORPUS),--corpus $(CORPUS))

refresh: $(READY) ## fetch what is new in CORPUS, mine it, publish it if it passes the guards
	$(RUN)/secretome refresh $(if $(CORPUS),--corpus $(CORPUS))

status: $(READY) ## what the store holds, how far each source was fetched, the last runs
	$(RUN)/secretome status $(if $(CORPUS),--corpus $(CORPUS))

schedule: $(READY) ## let this machine refresh CORPUS by itself: a systemd timer, or a crontab line
	$(RUN)/secretome schedule $(if $(CORPUS),--corpus $(CORPUS))

unschedule: $(READY) ## remove what `make schedule` installed
	$(RUN)/secretome unschedule $(if $(CORPUS),--corpus $(CORPUS))

publish: $(READY) ## write the evidence tables and the report page from the store
	$(RUN)/secretome publish

train: $(READY) ## rebuild tree model, encoder and confidence from the corpora in CORPORA (hours; see training/README.md)
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(RUN)/python -m training.train --corpora $(CORPORA)
	$(RUN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,train]'
	$(RUN)/python -m training.encoder.train --corpora $(CORPORA)
	$(RUN)/python -m training.confidence --rules --gold $(CORPORA)/gold/train.jsonl --check $(CORPORA)/gold/dev.jsonl
	$(RUN)/python -m training.confidence --gold $(CORPORA)/gold/train.jsonl --check $(CORPORA)/gold/dev.jsonl

evaluate: $(READY) ## score the shipped model, then mentions, ids and claims, on the development data in CORPORA
	$(RUN)/python -m training.evaluate --corpora $(CORPORA)
	$(RUN)/secretome evaluate --gold $(CORPORA)/gold/dev.jsonl --grounding $(CORPORA)/gold/grounding_dev.jsonl --corpora $(CORPORA)/data

lexicons: $(READY) ## rebuild config/lexicons from the ontologies' tables in TABLES, downloaded where there are none
	$(RUN)/secretome lexicon build --tables $(TABLES) $(if $(wildcard $(TABLES)/*),,--fetch)

test: $(READY) ## run the tests, with coverage
	$(RUN)/python -m pytest --cov --cov-report=term

lint: $(READY) ## format the code and mend what ruff can mend
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

check: $(READY) ## what must hold before a commit: format, lint, types, import layers, configuration
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/secretome check --store $$(mktemp -u)

constraints: ## write constraints.txt anew, with the newest versions that fit (needs uv)
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-annotate --extra dev pyproject.toml -o constraints.txt

clean: ## remove the environment and the caches; data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)$(UV)" || { echo 'Python 3.11 or 3.12 is needed: install it, or name it: make PYTHON=/path/to/python3.12' >&2; exit 2; }
ifneq ($(UV),)
	$(UV) venv --quiet --allow-existing --python $(or $(PYTHON),3.12) $(VENV)
	$(UV) pip install --quiet --compile-bytecode --python $(RUN)/python --constraint constraints.txt --editable '.[dev]'
else
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
endif
	@touch $@

.PHONY: help demo refresh status schedule unschedule extract fetch publish train evaluate test lint check constraints clean lexicons
