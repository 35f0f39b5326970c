# Needs nothing but Python 3.12 or 3.13; `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help demo reset test long bench chaos browser peers weights lock lint format types templates migrations deploy css check demo-environment environment

PYTHON_BIN := .venv/bin/python
UV_VERSION := 0.13.9
# Settings of a production that nobody runs, for Django's checks.
SETTINGS := LEADHUB_SECRET_KEY=$$(head -c 48 /dev/urandom | base64) LEADHUB_FIELD_KEY=check \
	LEADHUB_BASE_URL=https://leadhub.example ALLOWED_HOSTS=leadhub.example
SOURCES := apps leadhub tests bench manage.py
COMPILE := $(PYTHON_BIN) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --universal \
	--custom-compile-command "make lock"

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 16

demo: demo-environment ## everything, on this machine alone; Ctrl-C stops it
	@exec $(PYTHON_BIN) -m apps.sandbox.demo

reset: ## forget the demo's database and all else it keeps
	@test ! -e .leadhub || { test -x $(PYTHON_BIN) && $(PYTHON_BIN) -m apps.sandbox.demo.reset; }

test: environment ## the tests, against a Postgres and a Valkey of their own
	$(PYTHON_BIN) -m pytest -n 3

long: environment ## what takes its time: conversations aloud, calls by SIP, whole journeys, attacks on every form
	$(PYTHON_BIN) -m pytest -m long -n 2

bench: environment ## figures, in .leadhub/bench.json and as a table
	$(PYTHON_BIN) -m bench

chaos: environment ## break things on purpose, and see that no lead is lost
	$(PYTHON_BIN) -m pytest -m chaos tests/chaos

browser: environment ## a tour through a real browser; screenshots in .leadhub/browser/shots
	@bin/browser
	$(PYTHON_BIN) -m pytest -m browser tests/browser tests/dashboard tests/manage

peers: environment ## calls by SIP from and to SIPp and baresip, which nobody here wrote
	@bin/peers
	$(PYTHON_BIN) -m pytest -m peers -n 2 tests/peers

weights: environment ## learn anew what the words of an opt-out weigh
	$(PYTHON_BIN) -m tests.compliance.teach

lock: environment ## resolve pyproject.toml anew into the hashed locks
	$(COMPILE) pyproject.toml --extra voice --extra phone --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra voice --extra phone --extra speech --extra demo --output-file requirements-demo.lock
	$(COMPILE) pyproject.toml --extra voice --extra phone --extra speech --extra demo --extra dev --output-file requirements-dev.lock
	echo uv==$(UV_VERSION) | $(COMPILE) - --output-file requirements-uv.lock

lint: environment ## style and layers
	$(PYTHON_BIN) -m ruff check $(wildcard $(SOURCES))
	$(PYTHON_BIN) -m ruff format --check $(wildcard $(SOURCES))
	.venv/bin/lint-imports

format: environment ## put the code into shape
	$(PYTHON_BIN) -m ruff check --fix $(wildcard $(SOURCES))
	$(PYTHON_BIN) -m ruff format $(wildcard $(SOURCES))

types: environment ## mypy --strict
	$(PYTHON_BIN) -m mypy --strict $(wildcard $(SOURCES))

templates: environment ## the templates' style
	@git ls-files -z 'templates/*.html' 'apps/*.html' | xargs -0 .venv/bin/djade --check --target-version 6.0

migrations: environment ## no model without its migration
	$(SETTINGS) $(PYTHON_BIN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

deploy: environment ## Django's own checks, as in production
	$(SETTINGS) $(PYTHON_BIN) manage.py check --deploy --fail-level WARNING

css: environment ## static/app.css from assets/
	.venv/bin/tailwindcss -i assets/app.css -o static/app.css --minify

check: lint templates types migrations deploy test long ## all that must be green before a commit

demo-environment:
	@bin/bootstrap demo

environment:
	@bin/bootstrap dev
