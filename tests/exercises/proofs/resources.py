"""Resources: requests and limits for a service that peaks, and the arithmetic of 47."""

from kubelet_lab.exercises.forty_seven import FORTY_SEVEN
from kubelet_lab.exercises.questions import Number
from kubelet_lab.exercises.thumbs import REQUIREMENTS
from tests.helpers.proof import Proof

ROOM, KILLED, SLOW, LEAK, EVICTED = (requirement.title for requirement in REQUIREMENTS)

POD = """%%manifest thumbs
apiVersion: v1
kind: Pod
metadata: {{name: thumbs}}
spec:
  containers:
  - name: thumbs
    image: thumbs:1
    resources: {{{resources}}}
"""


def thumbs(requests: str = "cpu: 600m, memory: 700Mi", limits: str = "memory: 800Mi") -> str:
    given = {"requests": requests, "limits": limits}
    parts = [f"{name}: {{{amounts}}}" for name, amounts in given.items() if amounts]
    return POD.format(resources=", ".join(parts))


RIGHT = {
    "asks for its peak, a limit a little above, CPU without a limit": thumbs(),
    "Guaranteed": thumbs("cpu: 700m, memory: 1Gi", "cpu: 700m, memory: 1Gi"),
    "limits alone: they are the requests then": thumbs("", "cpu: 650m, memory: 750Mi"),
    "a CPU limit with room": thumbs("cpu: 580m, memory: 680Mi", "cpu: 2, memory: 1100Mi"),
}
WRONG = {
    "nothing at all": (thumbs("", ""), EVICTED),
    "the lesson's numbers: a limit of 2Gi": (
        thumbs("cpu: 500m, memory: 1Gi", "cpu: 1000m, memory: 2Gi"),
        LEAK,
    ),
    "the lesson's numbers: a request of 500m": (
        thumbs("cpu: 500m, memory: 1Gi", "cpu: 1000m, memory: 2Gi"),
        SLOW,
    ),
    "asks for what it uses at night": (thumbs("cpu: 100m, memory: 250Mi"), EVICTED),
    "a small CPU request, to be modest": (thumbs("cpu: 100m, memory: 700Mi"), SLOW),
    "no CPU request": (thumbs("memory: 700Mi"), SLOW),
    "a CPU limit below the peak": (thumbs(limits="cpu: 600m, memory: 800Mi").replace(
        "cpu: 600m, memory: 700Mi", "cpu: 400m, memory: 700Mi").replace(
        "cpu: 600m, memory: 800Mi", "cpu: 400m, memory: 800Mi"), SLOW),
    "a memory limit below the peak": (thumbs("cpu: 600m, memory: 500Mi", "memory: 512Mi"), KILLED),
    "the average as the limit": (thumbs("cpu: 600m, memory: 400Mi", "memory: 400Mi"), KILLED),
    "no memory limit": (thumbs(limits=""), LEAK),
    "a memory limit of 3Gi, to be safe": (thumbs(limits="memory: 3Gi"), LEAK),
    "memory in thousands: 700M is not 700Mi": (
        thumbs("cpu: 600m, memory: 660M", "memory: 700M"),
        KILLED,
    ),
    "two CPUs each": (thumbs("cpu: 2, memory: 700Mi"), ROOM),
    "asks for 2Gi each": (thumbs("cpu: 600m, memory: 2Gi", "memory: 2Gi"), ROOM),
    "no memory request": (thumbs("cpu: 600m, memory: 0"), EVICTED),
}  # fmt: skip
TUNED = thumbs("cpu: 450m, memory: 450Mi", "memory: 800Mi")

MALFORMED = {
    "a request above its limit": (
        thumbs("memory: 2Gi", "memory: 1Gi"),
        "must be less than or equal to memory limit",
    ),
    "a unit that is none": (thumbs("memory: 700MB"), "quantities must match"),
    "a misspelt field": (
        thumbs().replace("requests", "request"),
        'unknown field "spec.containers[0].resources.request"',
    ),
    "no YAML at all": ("%%manifest thumbs\n: : :", "line 2"),
    "another kind": (
        "%%manifest thumbs\napiVersion: v1\nkind: Service\nmetadata: {name: thumbs}",
        "no workload",
    ),
}


def numbers(**changes: object) -> str:
    given = {q.key: q.right for q in FORTY_SEVEN.questions if isinstance(q, Number)}
    lines = [f"{key}: {value}" for key, value in (given | changes).items()]
    return "\n".join(["%%answers forty_seven", *lines])


PROOFS = [
    Proof("thumbs", 5, RIGHT, WRONG, MALFORMED, tuned=(TUNED, (SLOW, EVICTED))),
    Proof(
        "forty_seven",
        3,
        {
            "to the digit": numbers(),
            "rounded": numbers(minutes=92),
            "with units": numbers(minutes="1.532 h", wait="0 s"),
        },
        {
            f"{q.key}: {value:g}": (numbers(**{q.key: value}), q.title)
            for q in FORTY_SEVEN.questions
            if isinstance(q, Number)
            for value in {*(slip.value for slip in q.slips), q.right + 2, q.right - 2}
        },
        {
            "a list": ("%%answers forty_seven\n- 24", "key: value"),
            "prose": ("%%answers forty_seven\nabout two dozen", "key: value"),
        },
        nothing_hidden="arithmetic has one answer",
        kind="answers",
    ),
]
