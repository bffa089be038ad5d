"""The runtime interface: the calls of a start, and a RuntimeClass for three workloads."""

from kubelet_lab.exercises.runtimes import CALL_ORDER, RUNTIME_CLASS
from tests.helpers.proof import Proof

(CALLS,) = CALL_ORDER.questions
RIGHT = list(CALLS.right)


def calls(order: object) -> str:
    return f"%%answers call_order\ncalls: {order}\n"


def listed(order: list[str]) -> str:
    return calls(f"[{', '.join(order)}]")


def before(earlier: str, later: str) -> str:
    """The right order with one call moved to right before another."""
    rest = [call for call in RIGHT if call != earlier]
    at = rest.index(later)
    return listed([*rest[:at], earlier, *rest[at:]])


WORKLOADS = {choice.key: choice for choice in RUNTIME_CLASS.questions}


def classes(**picked: str) -> str:
    chosen = {key: choice.right for key, choice in WORKLOADS.items()} | picked
    lines = "\n".join(f"{key}: {value}" for key, value in chosen.items())
    return f"%%answers runtime_class\n{lines}\n"


PROOFS = [
    Proof(
        "call_order",
        3,
        right={
            "a list": listed(RIGHT),
            "words with arrows": calls(" → ".join(RIGHT)),
            "with brackets, as in the lesson": listed([f"{call}()" for call in RIGHT]),
            "small letters, commas": calls(", ".join(RIGHT).lower()),
        },
        wrong={
            "the image before the sandbox": (before("PullImage", "RunPodSandbox"), CALLS.title),
            "created before its sandbox": (
                before("CreateContainer", "RunPodSandbox"),
                CALLS.title,
            ),
            "pulled, then asked": (before("PullImage", "ImageStatus"), CALLS.title),
            "created before its image": (before("CreateContainer", "PullImage"), CALLS.title),
            "started before it is created": (
                before("StartContainer", "CreateContainer"),
                CALLS.title,
            ),
            "status of no sandbox": (before("PodSandboxStatus", "RunPodSandbox"), CALLS.title),
            "image asked before the address": (
                before("ImageStatus", "PodSandboxStatus"),
                CALLS.title,
            ),
            "backwards": (listed(RIGHT[::-1]), CALLS.title),
            "one missing": (listed(RIGHT[1:]), CALLS.title),
            "one twice": (listed([*RIGHT, RIGHT[0]]), CALLS.title),
            "one that does not belong": (listed([*RIGHT, "ListPodSandbox"]), CALLS.title),
            "docker's words": (calls("docker pull, docker run"), CALLS.title),
            "a number": (calls("6"), CALLS.title),
        },
        malformed={"no lines": ("%%answers call_order\n- RunPodSandbox", "key: value")},
        nothing_hidden="one order, and it is in the source",
        kind="answers",
    ),
    Proof(
        "runtime_class",
        3,
        right={"all three": classes(), "in capitals": classes(snippets="GVISOR")},
        wrong={
            f"{key}: {option}": (classes(**{key: option}), choice.title)
            for key, choice in WORKLOADS.items()
            for option in (*choice.wrong, "docker")
        },
        malformed={"no lines": ("%%answers runtime_class\nkata", "key: value")},
        nothing_hidden="three choices",
        few="each workload has one right answer",
        kind="answers",
    ),
]
