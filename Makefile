# Everything one does with Stoop. Needs git, make and Python 3.11 or 3.12; the rest is prepared by tests/prepare.sh.

export COMMUNITY_HOME ?= $(CURDIR)/var
unexport PYTHONDONTWRITEBYTECODE  # every command is a process, and would compile all of it anew
export PIP_DISABLE_PIP_VERSION_CHECK = 1
ifneq ($(wildcard ../shared/data),)
export COMMUNITY_SHARED_DATA ?= $(abspath ../shared/data)
endif

BIN = .venv/bin
PYTEST = $(BIN)/python -m pytest

.PHONY: help run test trial bench check clean machine

help:   ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*##/ /' | awk '{ name = $$1; $$1 = ""; printf "make %-8s%s\n", name, $$0 }'

run: .venv/app   ## the demo city on http://localhost:6543
	@exec $(BIN)/community serve

test: machine .venv/tools   ## everything but the trials, on SQLite and PostgreSQL, with a real browser
	$(PYTEST) -m "not trial" -n 3 --dist worksteal $(ARGS)

trial: machine .venv/tools   ## stress, kills, fuzzing, accessibility, the real imports
	$(PYTEST) -m trial $(ARGS)

bench: machine .venv/tools   ## speed and memory against floors; ONLY=board, JSON=file
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(JSON),--json $(JSON))

check: .venv/tools   ## style, types, import direction
	$(BIN)/ruff check src tests bench alembic
	$(BIN)/ruff format --check src tests bench alembic
	$(BIN)/mypy src
	$(PYTEST) tests/architecture/test_import_direction.py

clean:   ## forget the environment; the data in var stays
	rm -rf .venv build dist src/community.egg-info

machine:
	@sh tests/prepare.sh machine

.venv/app: setup.cfg pyproject.toml
	@sh tests/prepare.sh environment '.[seal]'
	@touch .venv/app

.venv/tools: setup.cfg pyproject.toml
	@sh tests/prepare.sh environment '.[test,check]'
	@touch .venv/app .venv/tools
