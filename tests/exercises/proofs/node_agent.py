"""The node agent: who does what, and what goes on without an API server."""

from kubelet_lab.exercises.node_agent import SURVIVES, WHO
from kubelet_lab.exercises.questions import Choice, Number
from kubelet_lab.exercises.sheet import Sheet
from tests.helpers.proof import Proof


def answers(sheet: Sheet, **changed: object) -> str:
    """The sheet with every answer right, but for those that are `changed`."""
    right = {q.key: q.right for q in sheet.questions if isinstance(q, Choice | Number)}
    lines = "\n".join(f"{key}: {value}" for key, value in (right | changed).items())
    return f"%%answers {sheet.name}\n{lines}\n"


def wrong_options(sheet: Sheet) -> dict[str, tuple[str, str]]:
    """Every wrong option of every choice, alone in an answer that is right otherwise."""
    return {
        f"{q.key} is {option}": (answers(sheet, **{q.key: option}), q.title)
        for q in sheet.questions
        if isinstance(q, Choice)
        for option in q.wrong
    }


def wrong_numbers(key: str, title: str, values: dict[str, object]) -> dict[str, tuple[str, str]]:
    return {name: (answers(SURVIVES, **{key: value}), title) for name, value in values.items()}


def variants(sheet: Sheet) -> dict[str, str]:
    head, *lines = answers(sheet).splitlines()
    return {
        "as the lesson has it": answers(sheet),
        "from the bottom up, with remarks": "\n".join([head, "# mine", *reversed(lines)]),
        "in capitals": "\n".join([head, *(f"{a}: {b.upper()}" for a, b in map(parts, lines))]),
    }


def parts(line: str) -> tuple[str, str]:
    key, _, value = line.partition(": ")
    return key, value


STARTS, SHOWN = (q.title for q in SURVIVES.questions if isinstance(q, Number))
WRONG_NUMBERS = {
    **wrong_numbers(
        "new_container",
        STARTS,
        {
            "when the API server is back": "720 s",
            "the grace period alone": "30 s",
            "the noticing alone": "21 s",
            "no restart": "never",
            "in minutes": "51 min",
            "a word": "soon",
        },
    ),
    **wrong_numbers(
        "restarts_shown",
        SHOWN,
        {"what the node knows": 1, "one for each failed look": 3, "yes": "yes"},
    ),
}
MALFORMED = {
    "no lines": ("{}\n- goes on\n- stops\n", "on a line of its own"),
    "a tab": ("{}\nprobes:\tgoes on\n\trestarts: goes on\n", "tab"),
    "not closed": ("{}\nprobes: [goes on\n", "line"),
}


def malformed(sheet: Sheet) -> dict[str, tuple[str, str]]:
    head = f"%%answers {sheet.name}"
    return {name: (text.format(head), says) for name, (text, says) in MALFORMED.items()}


NOTHING_HIDDEN = "who does what does not depend on an incident"
PROOFS = [
    Proof(
        WHO.name,
        4,
        variants(WHO),
        wrong_options(WHO),
        malformed(WHO),
        nothing_hidden=NOTHING_HIDDEN,
        kind="answers",
    ),
    Proof(
        SURVIVES.name,
        4,
        variants(SURVIVES)
        | {"in minutes": answers(SURVIVES, new_container="0.85 min")}
        | {"to the second": answers(SURVIVES, new_container=51)},
        wrong_options(SURVIVES) | WRONG_NUMBERS,
        malformed(SURVIVES),
        nothing_hidden="what goes on does not depend on an incident",
        kind="answers",
    ),
]
