.DEFAULT_GOAL := help
PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: help setup demo simulator env test matrix mutants bench lint format generate clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make the Python environment and provide the Pulumi engine
	@$(PYTHON) tools/setup.py

demo: setup ## peer two simulated clusters with the real engine, step by step
	@$(RUN) tools/demo.py

simulator: setup ## run the demo's two clusters until Ctrl-C, for pulumi commands by hand
	@mkdir -p .demo && exec .venv/bin/ontap-sim serve --clusters east,west --endpoints-file .demo/endpoints.json

env: setup ## print the shell exports for pulumi commands by hand: eval "$$(make -s env)"
	@$(RUN) tools/environment.py

test: setup ## run every test
	@$(RUN) -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

matrix: setup ## try every fault at every request of every operation, and write docs/robustness.md
	@$(RUN) tools/crash_matrix.py

mutants: setup ## change the core in every small way, and write docs/mutants.md: what no test notices
	@$(RUN) tools/mutants.py

bench: setup ## measure how the simulator's answers slow down with 100,000 peers
	@$(RUN) bench/scale.py

lint: setup ## check format, style, types and import contracts
	@$(RUN) tools/lint.py

format: setup ## format the code
	@.venv/bin/ruff format && .venv/bin/ruff check --fix

generate: setup ## write what is generated from the code
	@$(RUN) tools/generate.py

clean: ## remove what setup, demo and tests made in this clone
	@rm -rf .venv .demo .mutants build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
