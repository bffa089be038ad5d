import json
import subprocess
import sys

import pytest

from kubelet_lab.spec.errors import SpecError
from kubelet_lab.spec.reading import MAX_BYTES, read_documents

NINE = ",".join(["*{}"] * 9)
BOMB = 'a: &a ["x"]\n' + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{NINE.replace('{}', chr(97 + i))}]\n" for i in range(9)
)


def refusal(text: str | bytes) -> SpecError:
    with pytest.raises(SpecError) as error:
        read_documents(text)
    assert len(error.value.problems) == 1
    return error.value


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param(BOMB, 5, "more than 10,000 keys and values", id="a bomb of aliases"),
        pytest.param("a: 1\n" * 2_000_000, None, "more than the 262,144", id="ten megabytes"),
        pytest.param("a:\n\tb: 1", 2, "cannot start any token", id="a tab"),
        pytest.param("a: 1\nb: caf\xe9".encode("latin-1"), 2, "byte 0xe9", id="Latin-1"),
        pytest.param("a: 1".encode("utf-16"), 1, "is not UTF-8", id="UTF-16"),
        pytest.param("a: !!python/object:os.system x", 1, "!!python/object", id="a tag"),
        pytest.param("b: 1\na: !!python/name:x {b: 1}", 2, "!!python/name", id="a mapping's tag"),
        pytest.param("a: !mine 5", 1, "tag !mine is not allowed", id="a tag of one's own"),
        pytest.param("a: !!int x", 1, "x is no !!int", id="a tag that does not fit"),
        pytest.param("a: &a [*a]", 1, "anchor 'a' contains itself", id="a list in itself"),
        pytest.param("a: &a\n  b: *a", 2, "anchor 'a' contains itself", id="a mapping in itself"),
        pytest.param("a: *b", 1, "anchor 'b' is not defined above", id="an alias of nothing"),
        pytest.param("a:\n  <<: 3", 2, "map merge requires", id="a merge of no mapping"),
        pytest.param('a: "x\0y"', 1, "U+0000 is not allowed", id="a zero byte"),
        pytest.param("b: 1\na: \x1b[31m", 2, "U+001B is not allowed", id="an escape character"),
        pytest.param("a: \ud800", 1, "U+D800 is not allowed", id="half a character"),
        pytest.param("[" * 100 + "]" * 100, 1, "deeper than 64 levels", id="a hundred brackets"),
        pytest.param("- " * 100_000, 1, "deeper than 64 levels", id="dashes on one line"),
        pytest.param("~: 1", 1, "a key must be a text", id="no key"),
        pytest.param("? [a]\n: 1", 1, "a key must be a text", id="a list as a key"),
        pytest.param("a: .inf", 1, "no number that JSON can hold", id="infinity"),
        pytest.param("a: 1\n b: 2", 2, "mapping values are not allowed", id="wrong indentation"),
        pytest.param('a: "b', 1, "unexpected end of stream", id="an open quote"),
        pytest.param("a: @b", 1, "cannot start any token", id="a reserved character"),
        pytest.param("%YAML 1.1\n%YAML 1.1\n---\na: 1", 2, "not YAML", id="two directives"),
    ],
)
def test_a_hostile_text_gets_one_reason_with_its_line(
    text: str | bytes, line: int | None, words: str
) -> None:
    problem = refusal(text).problems[0]
    assert problem.line == line
    assert words in problem.message
    assert problem.hint
    assert all(char.isprintable() or char == "\n" for char in str(problem))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", []),
        ("# nothing\n---\n", []),
        ("\ufeffa: 1", [{"a": 1}]),
        (b"\xef\xbb\xbfa: 1", [{"a": 1}]),
        ("a: 1\r\nb:\r\n- 2\r\n", [{"a": 1, "b": [2]}]),
        ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
        ("yes: 1\n1: 2\n1.5: 3", [{"true": 1, "1": 2, "1.5": 3}]),
        ("a: !!str 5\nb: !!int '5'\nc: '5'", [{"a": "5", "b": 5, "c": "5"}]),
        (
            "x: &x {a: 1, b: 2}\nz:\n  <<: *x\n  b: 3",
            [{"x": {"a": 1, "b": 2}, "z": {"a": 1, "b": 3}}],
        ),
        ("a: 1\na: 2", [{"a": 2}]),
        ("hello", ["hello"]),
        ('a: "\\ud83d\\ude00 \\ud800"', [{"a": "😀 \ufffd"}]),
        ('{\n\t"a": 1,\n\t"b": [true, null, "\\/"]\n}', [{"a": 1, "b": [True, None, "/"]}]),
    ],
)
def test_what_kubectl_reads_is_read_alike(text: str | bytes, values: list[object]) -> None:
    assert [document.value for document in read_documents(text)] == values


def test_json_in_one_line_is_read() -> None:
    value = {"a": [1, 2.5, "x", {"b": None}], "c": "ü"}
    assert read_documents(json.dumps(value))[0].value == value


def test_a_text_at_the_limit_is_read() -> None:
    text = "a: " + "x" * (MAX_BYTES - 3)
    assert len(read_documents(text)[0].value["a"]) == MAX_BYTES - 3


TEXT = """\
# a comment
kind: Pod
metadata:
  labels:
    app.kubernetes.io/name: web
spec:
  containers:
    - name: a
      resources: {limits: {cpu: 1}}
    -
      name: b
---
kind: Pod
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 2),
        ("kind", 2),
        ("metadata.labels", 4),
        ("metadata.labels.app.kubernetes.io/name", 5),
        ("metadata.labels[app.kubernetes.io/name]", 5),
        ("spec.containers[0]", 8),
        ("spec.containers[0].name", 8),
        ("spec.containers[0].resources.limits[cpu]", 9),
        ("spec.containers[0].image", 8),  # missing: the line of what it is missing from
        ("spec.containers[1].name", 11),
        ("spec.containers[7].name", 7),
        ("nowhere.at.all", 2),
    ],
)
def test_every_path_has_its_line(path: str, line: int) -> None:
    assert read_documents(TEXT)[0].line_of(path) == line


def test_a_second_document_starts_where_it_starts() -> None:
    assert read_documents(TEXT)[1].line == 13


def test_a_key_given_twice_is_remembered_with_its_path_and_line() -> None:
    found = read_documents("a:\n- b: 1\n  c: 2\n  b: 3\na: 1\n")[0]
    assert found.twice == (("a[0].b", 4), ("a", 5))


def test_the_yaml_library_is_loaded_only_when_a_text_is_read() -> None:
    code = (
        "import sys, kubelet_lab.spec.workloads as w\n"
        "assert not any(name.startswith('ruamel') for name in sys.modules)\n"
        "w.load('a: 1')\n"
        "assert 'ruamel.yaml' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  # our own code
