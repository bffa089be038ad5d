# `make` lists the targets. GNU make 4.3 and a POSIX shell are enough.
.POSIX:
.PHONY: help install learn test course bench site lock clean
PORT = 8888
BUILD = kubelet_lab.grading.build
BIN = .venv/bin

help: ## This list
	@echo "kubelet-lab: what a Kubernetes node does, in notebooks"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

install: .venv/learn ## Make .venv, with all that learners and instructors need

learn: .venv/learn ## Open the course in JupyterLab (PORT=8890: another port)
	@exec $(BIN)/kubelet-lab learn --port $(PORT) course

test: .venv/test ## Lint, types, floors, tests, and every solution notebook run anew (T="-k probe": some)
	@sh tools/system.sh chromium:chromium bwrap:bubblewrap git:git pg_ctlcluster:postgresql zsh:zsh fish:fish
	$(BIN)/python -m pytest -n auto --dist loadscope $(T)
	@sh tools/notebooks.sh

course: .venv/test ## Make solutions/*.ipynb and course/ from the text in solutions/*.md
	$(BIN)/python -m $(BUILD)
	$(BIN)/python tools/readme.py

bench: .venv/test ## Measure the numbers we promise, and write them into README.md
	@sh tools/system.sh chromium:chromium
	$(BIN)/python bench/run.py

site: .venv-site/ready ## The course as pages, and in the browser alone: build/site (needs npm)
	@sh tools/system.sh npm:npm
	PYTHONPATH=. .venv-site/bin/python tools/site/build.py

lock: .venv/test ## Resolve the pinned packages anew (requirements/, binder/)
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	sh tools/lock.sh

clean: ## Remove what make made: .venv and caches, never your answers
	rm -rf .venv .venv-site build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A file in .venv says which lock it holds. Tests need all that learners need, so they leave both.
.venv/learn: requirements/learn.txt pyproject.toml
	@sh tools/venv.sh requirements/learn.txt
	@$(BIN)/jupyter trust course/*/*.ipynb >/dev/null # as cloned: their stills show before a run
	@touch .venv/learn

.venv-site/ready: requirements/site.txt
	@LEAST=12 sh tools/venv.sh requirements/site.txt .venv-site
	@touch .venv-site/ready

.venv/test: requirements/test.txt pyproject.toml
	@sh tools/venv.sh requirements/test.txt
	@touch .venv/learn .venv/test
