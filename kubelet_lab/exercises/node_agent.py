"""Who does what on a node, and what goes on without an API server.

Right numbers come from the run that the lesson plays, with other instants.
Longer than our habit: every wrong option has its sentence.
"""

from __future__ import annotations

from kubelet_lab.exercises.questions import Choice, Guess, Number, Slip
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.api_server_down import TOLD, ten_minutes

ASKED = {**TOLD, "down_s": 120, "outage_s": 900, "stuck_s": 300, "wanted_s": 400, "lasts_s": 1200}

GUESSES = (
    Sheet("guess_asked", (Guess("times", "The kubelet asks for pods", unit="times"),)),
    Sheet("guess_noticed", (Guess("killed", "Stuck until it is killed", "s", ("never",)),)),
    Sheet(
        "guess_outage_node",
        (
            Guess(
                "new_container",
                "A new nginx runs after it got stuck",
                unit="s",
                words=("never", "when the api server is back"),
            ),
        ),
    ),
    Sheet(
        "guess_newcomer",
        (Guess("starts", "The new pod is heard of after the return", unit="s"),),
    ),
)
FIRST = Sheet(
    "first_answer",
    (
        Choice(
            "who_decides",
            "Who decides that a container is begun anew?",
            0,
            "the supervisor",
            {
                "the workers": "They do what they are told. Nobody has told them to look after it.",
                "head office": "It may be away for an hour, and a container is begun anew all the "
                "same.",
            },
            "The kubelet, on its own node.",
            (
                "Look at the picture: from which box do the calls to the workers come?",
                "Who walks past the buildings and sees that one is down?",
                "Somebody with a clipboard.",
            ),
        ),
        Choice(
            "who_builds",
            "Who starts the process in a container?",
            0,
            "the workers",
            {
                "the supervisor": "She tells the workers. The kubelet runs no container itself.",
                "head office": "It sends the plan, and has never seen the site.",
            },
            "The container runtime, when the kubelet asks it to.",
            (
                "Look at the picture: which box has wires to the disk and to every building?",
                "The supervisor decides, head office plans. Who has the tools?",
                "On a node it is the container runtime. What is it called on the site?",
            ),
        ),
    ),
    worked={"who_decides": "the supervisor"},
)
_OTHERS = {
    "kubelet": "The kubelet sees one node, decides for it, and lets others do the work.",
    "runtime": "The runtime does what CRI calls ask, and decides nothing.",
    "scheduler": "The scheduler writes one field, the pod's node. It talks to no node.",
    "api server": "The API server keeps objects and tells who watches. It gives no commands.",
    "node controller": "The node controller judges nodes by their leases. It reaches into none.",
}
_WHO_HINTS = (
    "Play the picture again, and watch which wire lights up.",
    "Who has to know this to decide it: all nodes, one node, or one container?",
)


def _who(  # noqa: PLR0917 - a table's columns
    key: str, title: str, right: str, because: str, wrong: dict[str, str], ask: str
) -> Choice:
    others = {name: _OTHERS[name] for name in _OTHERS if name != right}
    return Choice(key, title, 0.5, right, others | wrong, because, (*_WHO_HINTS, ask))


WHO = Sheet(
    "who_does_what",
    (
        _who(
            "gives_the_pod_its_node",
            "Which node a pod runs on",
            "scheduler",
            "It writes spec.nodeName; the kubelet of that node hears of it through its watch.",
            {"kubelet": "The kubelet may refuse a pod; it never chooses one."},
            'Ask routine.trace("assigned"): had the kubelet a say when it was told?',
        ),
        _who(
            "starts_the_process",
            "The process in the container is started",
            "runtime",
            "CRI StartContainer: the kubelet asks, the runtime does it.",
            {"kubelet": "The kubelet asks for it. It runs no container itself."},
            'Ask routine.why("StartContainer: nginx"): whose entry is the first line?',
        ),
        _who(
            "decides_to_restart",
            "A container that died is begun anew",
            "kubelet",
            "restartPolicy is the kubelet's to carry out, with its own back-off.",
            {"runtime": "The runtime reports the exit when asked, and leaves it at that."},
            "restartPolicy is a line of the pod. Who on the node has the pod's order in hand?",
        ),
        _who(
            "asks_health",
            "GET /health is sent to the container",
            "kubelet",
            "A probe worker of the kubelet, from the node itself.",
            {"api server": "Probes never leave the node. Otherwise an outage would stop them."},
            "Looks went on for ten minutes without an API server. Whose are they?",
        ),
        _who(
            "keeps_the_pod_object",
            "The pod object is kept, and shown to kubectl",
            "api server",
            "In etcd, behind it. It may be as old as the last report.",
            {"kubelet": "The kubelet has its own picture; kubectl get does not ask it."},
            "During the outage kubectl got no answer at all. Whom had it asked?",
        ),
        _who(
            "marks_a_silent_node",
            "A node that fell silent is marked Unknown",
            "node controller",
            "It counts from the last lease it saw, and writes through the API server.",
            {"api server": "The API server keeps the lease. Somebody else has to read it."},
            "Somebody reads all leases, and was as deaf as everybody else during the outage.",
        ),
        _who(
            "notices_the_exit",
            "Somebody notices that a container has exited",
            "kubelet",
            "PLEG: it lists the runtime's containers every second, and compares.",
            {"runtime": "It knows. It does not call: the kubelet has to ask, every second."},
            "Look at lab.periods(): who asks “what is running?”, and who is asked?",
        ),
        _who(
            "pulls_the_image",
            "The image is fetched and unpacked",
            "runtime",
            "CRI PullImage.",
            {"kubelet": "The kubelet decides whether to pull. The runtime pulls."},
            "Which box in the picture has a wire to the disk?",
        ),
    ),
)

_ON, _OFF, _WAITS = "goes on", "stops for good", "waits for the api server"
_SURVIVES_HINTS = (
    "Play the ten minutes again: what stands between the going and the return?",
    "Who has to hear of it before it can happen: anybody outside the node?",
)


def _survives(  # noqa: PLR0917 - a table's columns
    key: str, title: str, right: str, because: str, wrong: dict[str, str], ask: str
) -> Choice:
    return Choice(key, title, 0.5, right, wrong, because, (*_SURVIVES_HINTS, ask))


_RUN = ten_minutes(ASKED)
_STARTED_S = (_RUN.meanwhile_ms("StartContainer: nginx") or 0) / 1000
_NOTICED_S = (_RUN.meanwhile_ms("failed liveness probe") or 0) / 1000
_BACK_S = _RUN.back_ms / 1000
SURVIVES = Sheet(
    "without_the_api_server",
    (
        _survives(
            "probes",
            "Probes of the pods that are there",
            _ON,
            "Worker and container are both on the node.",
            {
                _OFF: "Who would stop them? The workers live in the kubelet, and that one runs.",
                _WAITS: "A probe asks the container. Nobody else has to answer.",
            },
            "Look at the liveness lane between the two lines of the outage.",
        ),
        _survives(
            "restarts",
            "A container that died is begun anew",
            _ON,
            "The kubelet has the pod's spec on its clipboard, and restartPolicy stands in it.",
            {
                _OFF: "The kubelet is not dead, only cut off. It knows what should run.",
                _WAITS: "It needs no leave: the order to keep it running was given long ago.",
            },
            'Ask outage.why("StartContainer: nginx runs", from_s=63): who stands in the chain?',
        ),
        _survives(
            "new_pods",
            "A pod that somebody wants now",
            _WAITS,
            "It cannot be written, so it cannot be bound; then the watch has to be back, too.",
            {
                _ON: "By which way would the kubelet hear of it?",
                _OFF: "The order is late, not lost: the kubelet lists all its pods anew.",
            },
            'Ask outage.trace("cache-xyz"): when does the first line come?',
        ),
        _survives(
            "traffic",
            "Traffic to the pods that are in a Service",
            _ON,
            "kube-proxy keeps the rules it has.",
            {
                _OFF: "Nobody takes the rules away. The kernel follows them without asking.",
                _WAITS: "No packet to a pod passes through the API server.",
            },
            "Who sold things for ten minutes, in the story's first lines?",
        ),
        _survives(
            "leaving_the_service",
            "A pod that turned not ready leaves its Service",
            _WAITS,
            "The kubelet knows; the EndpointSlice controller does not hear. Customers still come.",
            {
                _ON: "The kubelet turns the condition. But who writes the endpoints, and whence "
                "does that one know?",
                _OFF: "The newest status is kept, and sent when somebody listens.",
            },
            'Look at browse(source="status"): what does the kubelet know that nobody else hears?',
        ),
        Number(
            "new_container",
            "From stuck to a new container",
            0.75,
            _STARTED_S - ASKED["stuck_s"],
            tolerance=1,
            unit="s",
            slips=(
                Slip(_BACK_S - ASKED["stuck_s"], "That is when the API server is back. Ask why()."),
                Slip(30, "That is the grace period alone. Somebody has to notice first."),
                Slip(
                    _NOTICED_S - ASKED["stuck_s"],
                    "That is when it is asked to end. A process that is stuck does not hear it.",
                ),
            ),
            because="Liveness notices, the grace period passes, a container starts: all at home.",
            hints=(
                "Play it, with the parameters above, and look at the liveness lane.",
                "Three things take time: to notice, to end what does not listen, to start anew.",
                'story.why("StartContainer: nginx runs", from_s=120) has the seconds of all three.',
            ),
        ),
        Number(
            "restarts_shown",
            "RESTARTS that the API server has",
            0.75,
            _RUN.shown.restarts,
            slips=(
                Slip(_RUN.true.restarts, "That is what the node knows. Who has told head office?"),
            ),
            because="What it has is the last report from before.",
            hints=(
                "Play it, and look at the row of what kubectl would have shown.",
                "When did the last report arrive, and what stood in it?",
                "Nothing is written while the API server is away: not even by the kubelet.",
            ),
        ),
    ),
)

EXERCISES = (*GUESSES, FIRST, WHO, SURVIVES)
