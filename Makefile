# The commands of Communs. `make` alone lists them.

# What each suite is run with: N workers, and whatever else pytest takes. The workers begin with a
# part of the files each, so that few servers are started twice, and help each other out at the end;
# a test that ends its worker is not tried again, as it would be if files were kept whole.
pytest = .venv/bin/pytest $(if $(N),-n $(N) --dist worksteal) $(PYTEST_ARGS)

.PHONY: help demo test test-services lint bench bench-lists bench-search lock schema clean runtime development benching

help: ## List these commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s%s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PORT=8001 make demo serves elsewhere; make demo N=20000 adds a crowd that wrote"
	@echo "20,000 messages; N=2 make test uses two processes;"
	@echo "PYTEST_ARGS='-k seminar' make test runs what it names."

demo: runtime ## Serve the demo network on 127.0.0.1:8000, with nothing else to install.
	@exec .venv/bin/python manage.py demo $(if $(N),--messages $(N))

test: lint ## Check the code, then run every test that needs no other server.
	env -u DATABASE_URL -u REDIS_URL -u SEARCH_URL $(pytest) -m 'not services and not browser'

test-services: development ## Run every test on PostgreSQL, Redis, Elasticsearch, Chromium and Node, started for it.
	tests/services/run $(pytest)

lint: development ## Check the code's style, types and imports.
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: benching ## Time pages of the graph beside other libraries, and beside the least they take.
	@command -v wrk >/dev/null || tests/services/install wrk
	env -u DATABASE_URL REDIS_URL=none ELASTICSEARCH_URL=none CHROMIUM=none \
		tests/services/run .venv/bin/python -m bench $(BENCH_ARGS)

bench-lists: development ## Time every list of the graph in a large network, on SQLite and PostgreSQL.
	env -u DATABASE_URL -u REDIS_URL -u SEARCH_URL .venv/bin/python -m bench.lists $(if $(N),--messages $(N))
	tests/services/run .venv/bin/python -m bench.lists $(if $(N),--messages $(N))

bench-search: development ## Say how well and how fast search answers, on both engines and on databases.
	tests/services/run .venv/bin/python -m bench.search $(if $(N),--messages $(N))

lock: development ## Pin what pyproject.toml asks for; LOCK_ARGS=--upgrade takes newer versions.
	$(compile) -o requirements.lock
	$(compile) -c requirements.lock --group dev -o requirements-dev.lock
	$(compile) -c requirements-dev.lock --group bench -o requirements-bench.lock

compile = UV_CUSTOM_COMPILE_COMMAND='make lock' .venv/bin/uv pip compile pyproject.toml --quiet \
	--universal --python-version 3.11 --generate-hashes $(LOCK_ARGS)

schema: development ## Export the graph to schema/schema.graphql.
	.venv/bin/python manage.py export

clean: ## Remove the environment and the caches; what is in var/ stays.
	rm -rf .venv .graphql-core .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find backend communs config schema tests -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@tools/install requirements.lock

development:
	@tools/install requirements-dev.lock

benching:
	@tools/install requirements-bench.lock
