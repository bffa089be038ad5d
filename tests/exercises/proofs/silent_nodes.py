"""Silent nodes: tolerations for two pods, zombies counted, settings that stop a cascade."""

from kubelet_lab.exercises.cascade import COST, LOSS, SPREAD
from kubelet_lab.exercises.tolerations import LEDGER, SHOP
from kubelet_lab.exercises.zombies import EXERCISES
from tests.helpers.proof import Proof

BACK, RESTART, NOT_READY = (requirement.title for requirement in SHOP.requirements)
SILENCE, GONE, CLEARED = (requirement.title for requirement in LEDGER.requirements)
UNREACHABLE, NOT = "node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready"

POD = """%%manifest {name}
apiVersion: v1
kind: Pod
metadata: {{name: {name}}}
spec:
  tolerations:
{tolerations}
  containers:
  - {{name: {name}, image: "{name}:v4"}}
"""
DEPLOYMENT = """%%manifest {name}
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      tolerations:
{tolerations}
      containers:
      - {{name: {name}, image: "{name}:v4"}}
"""


def one(key: str, seconds: int | None = None, effect: str = "NoExecute", more: str = "") -> str:
    fields = [f"key: {key}"] if key else []
    fields += [more or "operator: Exists"]
    fields += [f"effect: {effect}"] if effect else []
    fields += [f"tolerationSeconds: {seconds}"] if seconds is not None else []
    return "  - {" + ", ".join(fields) + "}"


def pod(name: str, *tolerations: str, of: str = POD) -> str:
    lines = tolerations or ("    []",)
    deeper = "    " if of is DEPLOYMENT else ""
    return of.format(name=name, tolerations="\n".join(deeper + line for line in lines))


SHOP_RIGHT = {
    "45 s when silent, for ever when not ready": pod("shop", one(UNREACHABLE, 45), one(NOT)),
    "a minute when silent, half an hour when not ready": pod(
        "shop", one(UNREACHABLE, 60), one(NOT, 1800)
    ),
    "a Deployment, keys in the other order": pod(
        "shop", one(NOT, 1000), one(UNREACHABLE, 50), of=DEPLOYMENT
    ),
}
SHOP_WRONG = {
    "no toleration: five minutes by default": (pod("shop"), BACK),
    "the default, written out": (pod("shop", one(UNREACHABLE, 300), one(NOT, 300)), BACK),
    "it leaves at once": (pod("shop", one(UNREACHABLE, 0), one(NOT)), RESTART),
    "ten seconds": (pod("shop", one(UNREACHABLE, 10), one(NOT)), RESTART),
    "for ever": (pod("shop", one(UNREACHABLE), one(NOT)), BACK),
    "two minutes": (pod("shop", one(UNREACHABLE, 120), one(NOT)), BACK),
    "only the silence is answered": (pod("shop", one(UNREACHABLE, 45)), NOT_READY),
    "the same 45 s for both": (pod("shop", one(UNREACHABLE, 45), one(NOT, 45)), NOT_READY),
    "not ready for ten minutes": (pod("shop", one(UNREACHABLE, 45), one(NOT, 600)), NOT_READY),
    "without a key: all taints, for ever": (pod("shop", one("")), BACK),
    "without a key, 45 s: for not ready as well": (pod("shop", one("", 45)), NOT_READY),
    "NoSchedule instead of NoExecute": (
        pod("shop", one(UNREACHABLE, effect="NoSchedule"), one(NOT)),
        BACK,
    ),
    "a value that the taint does not have": (
        pod("shop", one(UNREACHABLE, 45, more='operator: Equal, value: "true"'), one(NOT)),
        RESTART,
    ),
    "a key from before 1.13": (
        pod("shop", one("node.alpha.kubernetes.io/unreachable", 45), one(NOT)),
        BACK,
    ),
    "the two keys taken for each other": (pod("shop", one(NOT, 45), one(UNREACHABLE)), BACK),
}
LEDGER_RIGHT = {
    "forty minutes for both": pod("ledger", one(UNREACHABLE, 2400), one(NOT, 2400)),
    "an hour for both, in a Deployment": pod(
        "ledger", one(NOT, 3600), one(UNREACHABLE, 3600), of=DEPLOYMENT
    ),
    "45 minutes of silence, for ever when not ready": pod(
        "ledger", one(UNREACHABLE, 2700), one(NOT)
    ),
}
LEDGER_WRONG = {
    "no toleration: five minutes by default": (pod("ledger"), SILENCE),
    "without a key: all taints, for ever": (pod("ledger", one("")), CLEARED),
    "without key and effect, forty minutes": (pod("ledger", one("", 2400)), CLEARED),
    "for ever": (pod("ledger", one(UNREACHABLE), one(NOT)), GONE),
    "ten minutes": (pod("ledger", one(UNREACHABLE, 600), one(NOT, 600)), SILENCE),
    "half an hour sharp": (pod("ledger", one(UNREACHABLE, 1200), one(NOT, 1800)), SILENCE),
    "two hours": (pod("ledger", one(UNREACHABLE, 7200), one(NOT, 7200)), GONE),
    "only the silence is answered": (pod("ledger", one(UNREACHABLE, 2400)), SILENCE),
    "only not ready is answered": (pod("ledger", one(NOT, 2400)), SILENCE),
    "NoSchedule instead of NoExecute": (
        pod("ledger", one(UNREACHABLE, effect="NoSchedule"), one(NOT, effect="NoSchedule")),
        SILENCE,
    ),
    "the maintenance taint tolerated": (
        pod("ledger", one(UNREACHABLE, 2400), one(NOT, 2400), one("maintenance")),
        CLEARED,
    ),
    "a key with a typo": (
        pod("ledger", one("node.kubernetes.io/unreachble", 2400), one(NOT, 2400)),
        SILENCE,
    ),
}
MALFORMED = {
    "seconds without NoExecute": (
        pod("shop", one(UNREACHABLE, 45, effect="NoSchedule")),
        "tolerationSeconds",
    ),
    "an operator that there is not": (
        pod("shop", one(UNREACHABLE, 45, more="operator: In")),
        "operator",
    ),
    "a misspelt field": (pod("shop", one(UNREACHABLE, 45)).replace("Seconds", "Second"), "unknown"),
    "no YAML at all": ("%%manifest shop\n: : :", "line 2"),
}
ZOMBIES = EXERCISES[0]
COUNTS = {question.key: question for question in ZOMBIES.questions}
ALL = {key: f"{question.right:g}" for key, question in COUNTS.items()}


def counted(answers: dict[str, str]) -> str:
    return "%%answers zombies\n" + "".join(f"{key}: {value}\n" for key, value in answers.items())


def every_slip() -> dict[str, tuple[str, str]]:
    return {
        f"{key}: {slip.value:g}": (counted(ALL | {key: f"{slip.value:g}"}), question.title)
        for key, question in COUNTS.items()
        for slip in question.slips
    }


def settings(**values: float) -> str:
    return "%%answers stop_the_cascade\n" + "".join(f"{k}: {v}\n" for k, v in values.items())


CASCADE_RIGHT = {
    "a limit on the kubelet": settings(kubelet_limit_gib=12),
    "monitoring restarts it early": settings(restart_at_gib=16),
    "a high limit, and something in reserve": settings(kubelet_limit_gib=24, kube_reserved_gib=4),
    "all of it, a little": settings(
        kubelet_limit_gib=16, restart_at_gib=12, zombie_cleanup=120, spare_nodes=1
    ),
}
CASCADE_WRONG = {
    "nothing is set": (settings(spare_nodes=0), SPREAD),
    "a limit below what a healthy kubelet uses": (settings(kubelet_limit_gib=6), COST),
    "monitoring that restarts healthy kubelets": (settings(restart_at_gib=7), COST),
    "a limit that the node cannot bear": (settings(kubelet_limit_gib=40), SPREAD),
    "a limit as large as the node": (settings(kubelet_limit_gib=96), SPREAD),
    "monitoring that comes too late": (settings(restart_at_gib=30), SPREAD),
    "only clean up: the loss comes before it": (settings(zombie_cleanup=120), LOSS),
    "only clean up, at once": (settings(zombie_cleanup=10), LOSS),
    "only spare nodes": (settings(spare_nodes=3), LOSS),
    "spare nodes for all that could happen": (settings(spare_nodes=12), COST),
    "only a reserve": (settings(kube_reserved_gib=7), LOSS),
    "a reserve that is paid every day": (settings(kube_reserved_gib=12), COST),
    "a right limit, and half the fleet in reserve": (
        settings(kubelet_limit_gib=12, spare_nodes=20),
        COST,
    ),
}
PROOFS = [
    Proof(
        "zombies",
        4,
        {
            "in order": counted(ALL),
            "another order": counted(dict(reversed(ALL.items()))),
            "in minutes": counted(ALL | {"unknown_at_the_latest": "1 min"}),
        },
        every_slip()
        | {
            "one deletion too many": (
                counted(ALL | {"last_evicted": "510"}),
                COUNTS["last_evicted"].title,
            ),
            "a copy too many": (counted(ALL | {"copies": "51"}), COUNTS["copies"].title),
        },
        {"a list": ("%%answers zombies\n- 60\n", "Answer each question")},
        nothing_hidden="numbers of one story that is told in full",
        kind="answers",
    ),
    Proof(
        "stop_the_cascade",
        4,
        CASCADE_RIGHT,
        CASCADE_WRONG,
        {
            "a setting that there is not": (settings(kubelet_memory=3), "there is no"),
            "a word": ("%%answers stop_the_cascade\nkubelet_limit_gib: much\n", "a number of GiB"),
            "less than nothing": (settings(spare_nodes=-1), "from 0 to 40"),
            "a list": ("%%answers stop_the_cascade\n- 60\n", "Answer each question"),
        },
        tuned=(settings(restart_at_gib=28.2), (SPREAD,)),
        kind="answers",
    ),
    Proof(
        "shop",
        3,
        SHOP_RIGHT,
        SHOP_WRONG,
        MALFORMED,
        tuned=(pod("shop", one(UNREACHABLE, 15), one(NOT, 420)), (RESTART, NOT_READY)),
    ),
    Proof(
        "ledger",
        3,
        LEDGER_RIGHT,
        LEDGER_WRONG,
        {name: (cell.replace("shop", "ledger"), says) for name, (cell, says) in MALFORMED.items()},
        tuned=(pod("ledger", one(UNREACHABLE, 1250), one(NOT, 300)), (SILENCE,)),
    ),
]
