.DEFAULT_GOAL := help
ENVIRONMENT := .venv
RUN := $(ENVIRONMENT)/bin/python
# An environment keeps the Python it was made with until another one is asked for.
PYTHON ?= $(shell command -v $(RUN) || echo python3)
PYTEST := $(RUN) -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal
QUICK := $(wildcard tests/unit tests/component tests/contract tests/protocol tests/typing)

.PHONY: help setup demo example simulator env check test coverage matrix mutants bench bench-simulator lint format generate lock state previews policy clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {gsub(/[$$][$$]/, "$$", $$2); printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make the Python environment and provide the Pulumi engine
	@$(PYTHON) tools/setup.py $(ENVIRONMENT)

demo: setup ## peer simulated clusters with the real engine, step by step
	@$(RUN) tools/demo.py

example: setup ## run an example on simulated clusters: make example NAME=pair
	@$(RUN) tools/example.py $(NAME)

simulator: setup ## run the demo's three clusters until Ctrl-C, for pulumi commands by hand
	@mkdir -p .demo && exec $(ENVIRONMENT)/bin/ontap-sim serve --clusters east,west,dr --endpoints-file .demo/endpoints.json

env: setup ## print the shell exports for pulumi commands by hand: eval "$$(make -s env)"
	@$(RUN) tools/environment.py

check: lint ## run lint and the quick tests, two minutes
	@$(PYTEST) $(QUICK)

test: setup ## run every test
	@$(PYTEST)

coverage: setup ## report the lines and branches that the quick tests do not reach
	@$(PYTEST) $(QUICK) --cov --cov-report=term-missing:skip-covered

matrix: setup ## try every fault and every odd reply at every request of every operation, and write docs/robustness.md
	@$(RUN) tools/robustness.py

mutants: setup ## change the core in every small way, and write docs/mutants.md: what no test notices
	@$(RUN) tools/mutants.py

bench: setup ## measure the provider against one that does nothing, and write bench/RESULTS.md; about an hour
	@$(RUN) -m bench

bench-simulator: setup ## measure how the simulator's answers slow down with 100,000 peers
	@$(RUN) bench/scale.py

lint: setup ## check format, style, spelling, types and import contracts
	@$(RUN) tools/lint.py

format: setup ## format the code
	@$(RUN) -m ruff format && $(RUN) -m ruff check --fix

generate: setup ## write what is generated from the code
	@$(RUN) tools/generate.py

lock: setup ## lock the dependencies that pyproject.toml names, keeping every version that still fits
	@$(RUN) tools/lock.py

state: setup ## record the state that this version leaves, for the tests of upgrades from it
	@$(RUN) tools/state.py

previews: setup ## record the previews that the tests of the review read
	@$(RUN) tools/previews.py

policy: setup ## make the policy pack in an environment of its own, and print the path for --policy-pack
	@$(RUN) tools/policy.py

clean: ## remove what setup, demo and tests made in this clone
	@rm -rf .venv .venv-* .demo .mutants build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
