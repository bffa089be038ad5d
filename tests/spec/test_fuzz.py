"""Real manifests, broken at random: whatever comes in, only named problems come out."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lab.spec.admission import admit
from kubelet_lab.spec.errors import Problem, SpecError
from kubelet_lab.spec.reading import read_documents
from kubelet_lab.spec.workloads import load

FOLDER = Path(__file__).parent.parent / "manifests"
SMALL = 3_000  # bytes: a larger manifest breaks in no other way

SIGNS = ("\t", ":", "- ", "&a ", "*a", "<<: *a", "!!x ", "{", "]", '"', "'", "|", "#", "---\n")
ODD = ("? ", "%YAML 1.1\n", "\x85", "\u2028", "\0", "\ufeff", "1e999", ".inf", "~", "\\", "=", "\r")
WORDS = (
    None,
    0,
    -1,
    1.5,
    "",
    "x",
    "10s",
    "-1",
    "..",
    "Never",
    True,
    2**31,
    2**63,
    "1e400",
    "\u2028",
)
SHAPES = ("[]", "{}", "[null]", '{"a": null}', "[{}]", "[[]]", '{"": ""}', '{"a": {"b": [1]}}')
JUNK = [json.dumps(word) for word in WORDS] + [*SHAPES, json.dumps("a" * 300)]


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
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 10))
        text = text[:at] + draw(st.sampled_from(SIGNS + ODD)) + text[at + cut :]
    return text


@st.composite
def broken_manifest(draw: st.DrawFn) -> Any:
    manifest = json.loads(draw(st.sampled_from(manifests())))
    for _ in range(draw(st.integers(1, 4))):
        node = draw(st.sampled_from(containers_of(manifest)))
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if keys:
            node[draw(st.sampled_from(keys))] = json.loads(draw(st.sampled_from(JUNK)))
    return manifest


def containers_of(value: Any) -> list[Any]:
    inside = list(value.values()) if isinstance(value, dict) else list(value)
    nodes = [item for item in inside if isinstance(item, dict | list)]
    return [value, *(found for node in nodes for found in containers_of(node))]


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        read_documents(text)
    except SpecError as error:
        return error.problems
    return ()


@settings(max_examples=200, deadline=None)
@given(broken_text())
def test_a_broken_text_is_read_or_refused_by_name(text: str) -> None:
    problems = problems_of(text)
    assert len(problems) <= 1
    assert all(map(str, problems))


@settings(max_examples=300, deadline=None)
@given(broken_manifest())
def test_a_broken_manifest_is_judged_without_a_traceback(manifest: Any) -> None:
    loaded = load(json.dumps(manifest))
    assert loaded.workloads or loaded.errors or loaded.skipped
    for problem in (*loaded.errors, *loaded.warnings):
        assert problem.line is not None
        assert str(problem)
    verdict = admit(manifest)
    assert verdict.valid == (not verdict.errors and verdict.decode_error is None)
    assert bool(verdict.api_server_message) == bool(verdict.errors)
