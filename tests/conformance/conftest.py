"""Cases recorded from Kubernetes v1.32.10; vectors/README.md says what each file holds."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("KUBERNETES_VECTORS") or HERE / "vectors")

Cases = Any  # a list of cases; for cm_cpu an object of lists


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Cases]:
    """`vectors("prober_worker")` gives the cases of that file.

    The folder is the one named by KUBERNETES_VECTORS, else `vectors/` beside this file.
    """

    def cases(name: str) -> Cases:
        path = FOLDER / f"{name}.json"
        if FOLDER != HERE / "vectors" and not path.exists():
            pytest.skip(f"{path} is not there")
        with path.open(encoding="utf-8") as file:
            return json.load(file)["cases"]

    return cases


@pytest.fixture
def report() -> Callable[[list[str], int], None]:
    """`report(mismatches, tried)` fails with the first ten mismatches, if there are any."""

    def check(mismatches: list[str], tried: int) -> None:
        assert tried, "no cases were tried"
        if mismatches:
            shown = "\n".join(mismatches[:10])
            pytest.fail(f"{len(mismatches)} of {tried} cases differ\n{shown}", pytrace=False)

    return check
