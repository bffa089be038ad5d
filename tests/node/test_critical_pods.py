"""Who is critical: the number counts, and the class's name only beside it."""

import pytest
from small_node import pod

from kubelet_lab.node.critical_pods import is_critical, is_node_critical
from kubelet_lab.spec.workloads import load

MANIFEST = """
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, image: x}]
"""


@pytest.mark.parametrize(
    ("fields", "critical", "node_critical"),
    [
        ({}, False, False),
        ({"priority": 1_999_999_999}, False, False),
        ({"priority": 2_000_000_000}, True, False),
        ({"priority_class": "system-node-critical"}, False, False),
        ({"priority_class": "system-node-critical", "priority": 2_000_001_000}, True, True),
        ({"static": True}, True, False),
        ({"static": True, "priority_class": "system-node-critical"}, True, True),
    ],
)
def test_the_number_makes_a_pod_critical(
    fields: dict[str, object], critical: bool, node_critical: bool
) -> None:
    given = pod(**fields)
    assert (is_critical(given), is_node_critical(given)) == (critical, node_critical)


@pytest.mark.parametrize(
    ("line", "priority"),
    [
        ("", 0),
        ("  priority: 1000", 1000),
        ("  priorityClassName: somebodys", 0),  # an object that the manifest does not show
        ("  priorityClassName: system-cluster-critical", 2_000_000_000),
        ("  priorityClassName: system-node-critical", 2_000_001_000),
    ],
)
def test_admission_writes_the_number_of_a_system_class(line: str, priority: int) -> None:
    assert load(MANIFEST + line).checked().workloads[0].pod.priority == priority
