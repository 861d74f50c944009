# What a newcomer types. Needs git, make and Python 3.11; `make setup` fetches the rest into the
# project's folder. Another interpreter: make run PYTHON=/path/to/python3.11

PYTHON ?=
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run test check soak
.NOTPARALLEL:

help:
	@echo "make run     set up what is missing, start everything, print one address"
	@echo "             (make run EMPTY=1: with nobody in the business yet, to set up your own)"
	@echo "make test    set up and run all tests"
	@echo "make check   format, lint, types, import contracts, message catalogues, advisories"
	@echo "make soak    ten minutes in which every process is killed again and again under load"
	@echo "make setup   only set up"

# Run deploy.setup with the first Python 3.11 that works; a shim without a Python behind it does not.
define SETUP
for python in $(PYTHON) python3.11 python3 python; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then \
		exec "$$python" -m deploy.setup $(1); \
	fi; \
done; \
echo "Turnero needs Python 3.11 and found none: install it, or say make PYTHON=/path/to/python3.11" >&2; \
exit 1
endef

setup:
	@$(call SETUP,)

run: setup
	@exec $(BIN)/turnero run $(if $(EMPTY),--empty)

test:
	@$(call SETUP,--test)
	@$(BIN)/turnero nlu train
	@exec $(BIN)/pytest

soak:
	@$(call SETUP,--test)
	@$(BIN)/turnero nlu train
	@exec $(BIN)/python -m tests.faults.soak

check: setup
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --config importlinter.toml
	@$(BIN)/python -m app.catalogues
	@$(BIN)/python -m deploy.audit $(if $(CI),--report)
