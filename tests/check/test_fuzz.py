"""Real manifests, broken at random: a check reports or names what is wrong, and never raises.

`CHECK_FUZZ=100000 pytest tests/check/test_fuzz.py` tries as many of each kind.
"""

import copy
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubelet_lab.check import Report, as_text, check
from kubelet_lab.spec.reading import read_documents

TIMES = int(os.environ.get("CHECK_FUZZ", "150"))
FUZZED = settings(max_examples=TIMES, deadline=None, suppress_health_check=[*HealthCheck])
FOLDER = Path(__file__).parents[1] / "manifests"
SMALL = 3_000  # bytes: a larger manifest breaks in no other way

PIECES = (
    "\t", ":", "- ", "&a ", "*a", "<<: *a", "!!x ", "{", "]", '"', "'", "|", "#", "---\n", "\0",
    "livenessProbe:", "readinessProbe: {}", "port: ", "failureThreshold: 1\n", "periodSeconds: ",
    "2147483647", "-1", "1e400", "0x1f", "sleep 999999999999", "\u2028", "\ufeff", "\ud800", "~",
)  # fmt: skip
HANDLERS = (
    {"httpGet": {"port": "http"}}, {"httpGet": {"port": 65535, "path": "no/slash", "host": "h"}},
    {"tcpSocket": {"port": "99999"}}, {"tcpSocket": {"port": 1}}, {"exec": {"command": [""]}},
    {"exec": {"command": ["sleep", "3" * 30]}}, {"grpc": {"port": 5, "service": "s"}}, {},
)  # fmt: skip
JUNK = (
    None, 0, 1, -1, 1.5, "", "x", "10s", "Never", True, 2**31 - 1, 2**31, 2**63, "1e400", "\u2028",
    "a" * 300, [], {}, [None], {"a": None}, [{}], [[]], {"": ""}, "100m", "1Gi",
)  # fmt: skip
NUMBERS = (
    "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
    "failureThreshold", "terminationGracePeriodSeconds",
)  # fmt: skip
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


@cache
def texts() -> tuple[str, ...]:
    paths = sorted(FOLDER.glob("*/*.yaml"))
    return tuple(p.read_text(encoding="utf-8") for p in paths if p.stat().st_size < SMALL)


@cache
def manifests() -> tuple[str, ...]:
    documents = [document for text in texts() for document in read_documents(text)]
    return tuple(json.dumps(document.value) for document in documents)


@st.composite
def broken_text(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(texts()))
    for _ in range(draw(st.integers(1, 5))):
        at, cut = draw(st.integers(0, len(text))), draw(st.integers(0, 10))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + cut :]
    return text


@st.composite
def strange_manifest(draw: st.DrawFn) -> Any:
    """One that may well be valid: other probes, numbers and hooks; or junk anywhere."""
    manifest = json.loads(draw(st.sampled_from(manifests())))
    for _ in range(draw(st.integers(1, 6))):
        node = draw(st.sampled_from(nodes_of(manifest)))
        if isinstance(node, dict) and "image" in node and draw(st.booleans()):
            probe = copy.deepcopy(draw(st.sampled_from(HANDLERS)))
            for name in draw(st.lists(st.sampled_from(NUMBERS), max_size=3)):
                probe[name] = draw(st.sampled_from((0, 1, 2, 30, 2**31 - 1)))
            hooks = {"preStop": copy.deepcopy(draw(st.sampled_from(HANDLERS)))}
            node[draw(st.sampled_from(PROBES))] = probe
            node["lifecycle"] = hooks if draw(st.booleans()) else {}
            continue
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if keys:
            junk = draw(st.sampled_from(JUNK))
            node[draw(st.sampled_from(keys))] = json.loads(json.dumps(junk))
    return manifest


def nodes_of(value: Any) -> list[Any]:
    inside = list(value.values()) if isinstance(value, dict) else list(value)
    nodes = [item for item in inside if isinstance(item, dict | list)]
    return [value, *(found for node in nodes for found in nodes_of(node))]


def sound(report: Report) -> None:
    assert report.errors or report.workloads or report.skipped
    shown = as_text("fuzz.yaml", report)
    assert all(char.isprintable() or char == "\n" for char in shown)
    json.dumps(report.as_json())
    for workload in report.workloads:
        assert all(finding.problem.line for finding in workload.findings)
        for container in workload.containers:
            for found in container.reactions:
                assert found.action == "none" or 0 <= found.shortest_s <= found.longest_s


@FUZZED
@given(broken_text())
def test_a_broken_text_is_checked_or_refused_by_name(text: str) -> None:
    sound(check(text))


@FUZZED
@given(strange_manifest())
def test_a_strange_manifest_is_checked_or_refused_by_name(manifest: Any) -> None:
    sound(check(json.dumps(manifest)))
