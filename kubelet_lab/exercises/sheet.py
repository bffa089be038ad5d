"""An `%%answers` exercise: a few questions, answered in lines of `key: value`."""

from __future__ import annotations

import difflib
import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field

from kubelet_lab.exercises.answers import Answer, Kind
from kubelet_lab.exercises.manifest import in_its_cell
from kubelet_lab.exercises.questions import Choice, Guess, Question
from kubelet_lab.exercises.report import Report
from kubelet_lab.spec.errors import SpecError
from kubelet_lab.spec.reading import Document, read_documents

CELL = 78  # characters that a cell shows without scrolling sideways
BACKTICKS = re.compile(r"^(\s*[\w-]+:\s+)`([^`\n]*)`(\s*(?:#.*)?)$", re.MULTILINE)
NOT_LINES = "Answer each question on a line of its own: `key: value`, with a space after the colon."


@dataclass(frozen=True, slots=True)
class Sheet:
    """Questions that are judged one by one; guesses among them are kept and give no points.

    `worked` has answers that are handed out with the sheet: half of a first one, to go on from.
    """

    name: str
    questions: tuple[Question, ...]
    kind: Kind = "answers"
    worked: Mapping[str, str] = field(default_factory=dict)

    @property
    def max_points(self) -> float:
        """The sum of the questions' points."""
        return sum(q.points for q in self.questions if not isinstance(q, Guess))

    @property
    def blank(self) -> str:
        """The sheet as it is handed out: comments, which are no answers yet, and what is worked."""
        return "\n".join(map(self._blank_line, self.questions))

    def _blank_line(self, question: Question) -> str:
        if answer := self.worked.get(question.key):
            return f"{question.key}: {answer}"
        line = f"# {question.key}: {question.wanted}"
        return textwrap.fill(line, CELL, subsequent_indent="#   ")

    def check(self, answer: Answer, seed: str | None) -> Report:
        """Judge the answers; nothing here is hidden, so the seed changes nothing."""
        del seed
        try:
            document = one_document(in_its_cell(answer))
        except SpecError as unreadable:
            return Report(self.name, self.max_points, error=str(unreadable))
        values: dict[str, object] = document.value
        guesses = self._guesses(values)
        picked = {q.key: picked for q in self._picks() if (picked := q.picked(values.get(q.key)))}
        return Report(
            self.name,
            self.max_points,
            tuple(q.judge(values.get(q.key)) for q in self.questions if not isinstance(q, Guess)),
            notes=(*self._about_guesses(guesses), *self._odd_lines(document)),
            guesses=guesses | picked,
        )

    def _picks(self) -> list[Choice]:
        """Choices that give no points: what was chosen is kept, like a guess."""
        return [q for q in self.questions if isinstance(q, Choice) and not q.points]

    def _guesses(self, values: Mapping[str, object]) -> dict[str, float | str]:
        asked = [q for q in self.questions if isinstance(q, Guess)]
        read = {q.key: q.read(values.get(q.key)) for q in asked}
        return {key: guess for key, guess in read.items() if guess is not None}

    def _about_guesses(self, guesses: Mapping[str, float | str]) -> list[str]:
        asked = [q for q in self.questions if isinstance(q, Guess)]
        wanting = [q for q in asked if q.key not in guesses]
        kept = [q.kept(guesses[q.key]) for q in asked if q.key in guesses]
        return kept + [f"`{q.key}` is no guess yet: {q.wanted}." for q in wanting]

    def _odd_lines(self, document: Document) -> list[str]:
        keys = [q.key for q in self.questions]
        unknown = [key for key in document.value if key not in keys]
        found = [f"Line {document.line_of(key)}: {_unknown(key, keys)}" for key in unknown]
        twice = [
            f"Line {line}: `{key}` again; the last one counts." for key, line in document.twice
        ]
        return found + twice


def one_document(text: str) -> Document:
    """The one mapping in an answer. Raises SpecError with the line."""
    documents = read_documents(BACKTICKS.sub(_quoted, text))
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        where = documents[-1] if documents else Document(None, 1, {}, ())
        raise SpecError([where.problem("", NOT_LINES)])
    return documents[0]


def _quoted(found: re.Match[str]) -> str:
    """An option copied with the backticks it is shown in, which YAML does not allow."""
    return f"{found[1]}{json.dumps(found[2])}{found[3]}"


def _unknown(key: str, keys: list[str]) -> str:
    near = difflib.get_close_matches(key[:64], keys, n=1)
    meant = f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(keys)}."
    return f"nobody asked for `{key[:64]}`; {meant}"
