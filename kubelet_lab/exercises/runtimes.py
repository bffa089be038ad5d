"""The calls of a start in order, and a RuntimeClass for three workloads.

The right order is what `incidents.cri_calls` overhears.
"""

from __future__ import annotations

from kubelet_lab.exercises.questions import Choice, Guess, Order
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.cri_calls import start_order

DEFAULT, KATA, GVISOR, CRIO = "no runtimeClassName", "kata", "gvisor", "cri-o"
_NODE_WIDE = (
    "CRI-O and containerd answer the kubelet's socket: one of them for the whole node. "
    "A RuntimeClass picks a handler below it."
)

GUESSES = (Sheet("guess_kata", (Guess("later", "Kata is later by", unit="s"),)),)

CALL_ORDER = Sheet(
    "call_order",
    (
        Order(
            "calls",
            "A pod with one container, on a node without the image: the calls in order",
            3,
            start_order(),
            {
                ("PullImage", "RunPodSandbox"): (
                    "The image is pulled before there is a sandbox? Look at the list: the pod has "
                    "its address long before it has its image."
                ),
                ("CreateContainer", "RunPodSandbox"): (
                    "A container joins the sandbox's namespaces. Which one would it join?"
                ),
                ("PullImage", "ImageStatus"): (
                    "The kubelet pulls first and then asks whether it had to?"
                ),
                ("CreateContainer", "PullImage"): (
                    "The container is made from an image that has not arrived."
                ),
                ("StartContainer", "CreateContainer"): "What runs has to be there first.",
                ("PodSandboxStatus", "RunPodSandbox"): (
                    "The status of which sandbox? It has not been made."
                ),
                ("ImageStatus", "PodSandboxStatus"): (
                    "The address comes first: containers are handed it in their environment."
                ),
            },
            because="RunPodSandbox, its address, and then container by container.",
            hints=(
                "Look at which calls name a pod, and which name a container or an image.",
                "What has to exist for the next call to make sense?",
                "Sandbox first, then its status, then image, create, start.",
            ),
        ),
    ),
)


def _pick(key: str, title: str, right: str, wrong: dict[str, str], why: str) -> Choice:
    hints = (
        "Look at the figure: what does this runtime cost a pod, in time and in memory?",
        "Whose code runs in there, and how many of these pods come at once?",
        (
            "Trusted code needs no wall. Strangers' code needs one; the wall is a VM or a second "
            "kernel in user space."
        ),
    )
    return Choice(key, title, 1, right, wrong, why, hints)


RUNTIME_CLASS = Sheet(
    "runtime_class",
    (
        _pick(
            "checkout",
            "your own checkout service, 2 pods at night and 80 at noon",
            DEFAULT,
            {
                KATA: "Each of the 80 boots a virtual machine first. Whom do you fear in there?",
                GVISOR: "Your own code pays a second kernel for every system call.",
                CRIO: _NODE_WIDE,
            },
            "It is your code, and it has to be there at noon.",
        ),
        _pick(
            "build_farm",
            "customers' build jobs: any system call, mounts, kernel features; an hour each",
            KATA,
            {
                DEFAULT: "Strangers as close to your kernel as your own pods: one hole is enough.",
                GVISOR: "Its kernel in user space does not have every call. Builds find the rest.",
                CRIO: _NODE_WIDE,
            },
            "A kernel of its own, and a second of boot does not count in an hour.",
        ),
        _pick(
            "snippets",
            "strangers' code snippets: 100 small pods on a 16 GiB node of a cloud without nested "
            "virtualization",
            GVISOR,
            {
                DEFAULT: "Strangers' code, one kernel for all of them.",
                KATA: (
                    "A virtual machine in a virtual machine that does not allow it; and 100 of "
                    "them take all of the node's memory before the first snippet does."
                ),
                CRIO: _NODE_WIDE,
            },
            "A wall without a virtual machine, at a fifth of the memory.",
        ),
    ),
)

WHAT_BROKE = Sheet(
    "what_broke",
    (
        Choice(
            "broke",
            "dockershim is gone. What broke?",
            0,
            "scripts and agents that talk to Docker's socket",
            {
                "images that were built with docker": (
                    "What docker builds is an OCI image. Every runtime here runs it."
                ),
                "all pods, until each node was rebuilt": (
                    "The shop is open. Their runtime had been containerd below Docker all along."
                ),
                "nothing, docker ps shows the same": (
                    "Look at the first screen: docker ps shows nothing any more."
                ),
            },
            "Whatever went to Docker behind the kubelet's back found nobody there.",
        ),
    ),
)

WHAT_CHANGES = Sheet(
    "what_changes",
    (
        Choice(
            "changes",
            "A node gets CRI-O in place of containerd. What does the kubelet do differently?",
            0,
            "nothing",
            {
                "it sends other calls": "One interface, one list of verbs: that is CRI.",
                "it posts other events": (
                    "Pulled, Created, Started are the kubelet's own words, whoever does the work."
                ),
                "it starts the containers itself": (
                    "It never does. Somebody has to be at the other end of the socket."
                ),
            },
            "It does not know which runtime it talks to.",
        ),
    ),
)

EXERCISES = (*GUESSES, WHAT_BROKE, WHAT_CHANGES, CALL_ORDER, RUNTIME_CLASS)
