"""Cases recorded from Kubernetes v1.32.10; vectors/README.md says what each file holds."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kubelet_lab.spec.decode import Struct, decode
from kubelet_lab.spec.defaults import default_pod, default_pod_spec
from kubelet_lab.spec.pod import Container, Pod, Resources
from kubelet_lab.spec.quantity import MILLI

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


@pytest.fixture(scope="session")
def pod_with_resources() -> Callable[..., Pod]:
    """`pod_with_resources(manifest, defaulted=True)`: the pod, as far as resources go."""

    def read(manifest: Struct, *, defaulted: bool = True) -> Pod:
        spec = decode(manifest, "Pod")[0]["spec"]
        if defaulted:
            default_pod_spec(spec)
            default_pod(spec)
        inits = map(_container, spec.get("initContainers", []))
        return Pod(
            "p",
            tuple(map(_container, spec["containers"])),
            init_containers=tuple(inits),
            priority_class=spec.get("priorityClassName", ""),
            priority=spec.get("priority", 0),
        )

    return read


def _container(struct: Struct) -> Container:
    amounts = {
        kind: {
            name: quantity.units(MILLI if name == "cpu" else 0)
            for name, quantity in struct["resources"].get(kind, {}).items()
        }
        for kind in ("requests", "limits")
    }
    policy = struct.get("restartPolicy")
    return Container(struct["name"], "x", resources=Resources(**amounts), restart_policy=policy)
