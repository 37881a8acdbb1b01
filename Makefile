# Bare `make` lists what there is; a target's line ends with what it does.
.DEFAULT_GOAL := help
PY := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
# .venv and the checkout are ours: compiled once, Rasa is imported in 5 seconds instead of 14.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/ready: requirements.lock pyproject.toml
	@sh bot/cli/install.sh

.venv/voice: requirements-voice.lock .venv/ready
	@sh bot/cli/install.sh --voice

.PHONY: install voice chat serve train test test-fast check format bench lock clean
install: .venv/ready .venv/voice ## make .venv from the lock files (finds or fetches Python 3.10), speech included

voice: .venv/voice ## add what hearing and speaking take; chat and serve alone do without

chat: .venv/ready ## talk to Mynah here in the terminal (installs and trains when needed)
	@.venv/bin/mynah chat

serve: .venv/ready ## serve front-ends over REST on loopback
	@.venv/bin/mynah serve

train: .venv/ready ## train the model, if its sources changed
	@.venv/bin/mynah train

test: .venv/ready .venv/voice ## run the whole suite: trains a model once, talks to a real server
	$(PY) -m pytest tests -m "not slow" -n 2 --dist loadfile
	$(PY) -m pytest tests -m slow

test-fast: .venv/ready ## run the tests that need neither Rasa nor a model, nor patience
	$(PY) -m pytest tests -m "not slow and not patient" -n 2 --dist loadfile

check: .venv/ready ## lint, formatting and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: .venv/ready ## put the code into its format
	$(PY) -m ruff check --fix -q . || true
	$(PY) -m ruff format .

bench: .venv/ready .venv/voice ## measure the budgets as ratios of one run; writes build/bench.json
	$(PY) -m benchmarks

RESOLVE := .venv/bin/uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.10 -q
lock: .venv/ready ## resolve the packages anew into the two lock files
	$(RESOLVE) --extra dev -o requirements.lock
	@mkdir -p build
	$(RESOLVE) --extra dev --extra voice --extra voice-tests -c requirements.lock -o build/everything.lock
	@# The second file has only what the first has not.
	awk 'NR == FNR { if (/^[a-z0-9]/) known[$$1]; next } /^[a-z0-9]/ { skip = ($$1 in known) } !skip' requirements.lock build/everything.lock > requirements-voice.lock

clean: ## remove what was built and trained; the memory in MYNAH_HOME stays
	rm -rf build models .rasa .pytest_cache .mypy_cache .ruff_cache
