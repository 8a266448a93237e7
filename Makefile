# The only door to the project. `make` alone lists what is behind it.

PORT ?= 8000
# Test processes that run side by side; one database server and one browser each.
WORKERS ?= 2

export PORT
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
RUN_INSTALLED := .venv/.installed-run
TEST_INSTALLED := .venv/.installed-test
CODE := $(wildcard feedback_app tests benchmarks wsgi.py gunicorn.conf.py)
TYPED := $(filter-out gunicorn.conf.py,$(CODE))
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

RENDERING_PACKAGES := libpangoft2-1.0-0 libharfbuzz-subset0 fonts-inter
# Playwright's driver needs libatomic1.
TEST_PACKAGES := $(RENDERING_PACKAGES) chromium libatomic1 poppler-utils java

.DEFAULT_GOAL := help
.PHONY: help run test check bench coverage format lock

help: ## list the doors
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_INSTALLED) ## start the demo visit on 127.0.0.1:8000 (PORT=9000 make run for another port)
	@scripts/debian-packages.sh $(RENDERING_PACKAGES) || echo "Starting without them: everything works but PDF reports." >&2
	@$(FLASK) db upgrade
	@$(FLASK) demo
	@exec $(BIN)/gunicorn wsgi:app

test: $(TEST_INSTALLED) ## run every test: both databases, a real browser, PDF validation
	@scripts/debian-packages.sh $(TEST_PACKAGES)
	@$(BIN)/pytest --quiet --numprocesses=$(WORKERS)

check: $(TEST_INSTALLED) ## format, lint, strict types and the quick tests
	@scripts/debian-packages.sh $(RENDERING_PACKAGES)
	@$(BIN)/ruff format --check --quiet --output-format concise $(CODE)
	@$(BIN)/ruff check --quiet --output-format concise $(CODE)
	@$(BIN)/mypy $(TYPED)
	@$(BIN)/pytest --quiet --numprocesses=$(WORKERS) -m "not slow and not browser and not postgres"

bench: $(TEST_INSTALLED) ## measure what should be fast, side by side with its floor
	@$(BIN)/python -m benchmarks

coverage: $(TEST_INSTALLED) ## show which lines the quick tests never reach
	@$(BIN)/coverage run -m pytest --quiet -m "not slow and not browser"
	@$(BIN)/coverage report

format: $(TEST_INSTALLED) ## format the code and mend what the linter can mend
	@$(BIN)/ruff check --quiet --fix-only $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

lock: $(TEST_INSTALLED) ## resolve pyproject.toml anew into requirements/
	@$(LOCK) --upgrade pyproject.toml --output-file requirements/run.txt
	@$(LOCK) --upgrade pyproject.toml --extra test --extra dev --constraints requirements/run.txt \
		--output-file requirements/test.txt

$(RUN_INSTALLED): requirements/run.txt
	@scripts/install-python-packages.sh $<
	@touch $@

$(TEST_INSTALLED): requirements/test.txt
	@scripts/install-python-packages.sh $<
	@touch $@ $(RUN_INSTALLED)
