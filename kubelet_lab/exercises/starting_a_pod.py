"""What a start costs, and what keeps its address: predictions, numbers and choices.

Right numbers are those that `incidents.pod_start` and `incidents.pod_sandbox` come to.
"""

from __future__ import annotations

from kubelet_lab.exercises.questions import Choice, Guess, Number, Slip
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.pod_start import TOLD, start
from kubelet_lab.node.disk import BYTES_PER_S
from kubelet_lab.node.images import MB, UNPACKED

BIGGER = {"image_mb": 1500, "bandwidth": 50}
SAME, NEW, OTHER = (
    "the same pod, the same address",
    "the same pod, a new address",
    "another pod, another address",
)


def _ready_s(**changes: object) -> float:
    """Seconds to Ready of the story's pod with some parameters changed."""
    ready_s = start({**TOLD, **changes}).ready_s
    if ready_s is None:
        raise ValueError(f"the pod never gets Ready with {changes}")
    return ready_s


RIGHT_S = round(_ready_s(**BIGGER))
UNPACKING_S = BIGGER["image_mb"] * UNPACKED * MB / BYTES_PER_S

GUESSES = (
    Sheet("guess_runs", (Guess("web_runs", "The program's process starts", unit="s"),)),
    Sheet("guess_cached", (Guess("ready", "Ready, with the images on the node", unit="s"),)),
    Sheet("guess_pause", (Guess("back", "Back in the Service", unit="s", words=("never",)),)),
)

TIME_TO_READY = Sheet(
    "time_to_ready",
    (
        Number(
            "ready",
            "Seconds until Ready: 1500 MB at 50 MB/s, all else as in the story",
            2,
            RIGHT_S,
            tolerance=2.5,  # with or without the wait for the next look
            unit="s",
            slips=(
                Slip(
                    round(RIGHT_S - UNPACKING_S),
                    "That is the download. What comes has to be unpacked.",
                ),
                Slip(
                    round(_ready_s() * BIGGER["image_mb"] / TOLD["image_mb"]),  # type: ignore[operator]
                    "Only the pull grows with the image. Volumes, loading and looks do not.",
                ),
                Slip(
                    round(_ready_s(bandwidth=BIGGER["bandwidth"])),
                    "That is the old image over the slower line.",
                ),
                Slip(
                    round(_ready_s(image_mb=BIGGER["image_mb"])),
                    "That is the bigger image over the old line.",
                ),
            ),
            otherwise="Add up the path again: volumes, sandbox, pull, create and start, loading, "
            "and then the next look.",
            because="The pull takes 48.3 s of it: 30 s of download, 18 s of unpacking.",
            hints=(
                "Look at the lanes with a ◆: they are all that Ready waits for.",
                (
                    "A pull is 0.3 s, the download, and three bytes on a disk of 250 MB/s for each "
                    "byte fetched. What comes after loading?"
                ),
                (
                    "6 + 0.4 + (0.3 + 1500 / 50 + 3 x 1500 / 250) + 0.1 + 14, then the next look "
                    "at 6 + 5 n seconds."
                ),
            ),
        ),
        Choice(
            "bigger_sidecar",
            "The log agent's image grows from 60 to 600 MB. When is the pod Ready?",
            1,
            "at the same second",
            {
                "12 s later": (
                    "The sidecar's pull is 11.9 s longer. Look at what that lane has to spare."
                ),
                "earlier, both pulls share the line": (
                    "The second pull begins when the first container runs. Nothing is shared."
                ),
                "20 s later, images are pulled before containers are created": (
                    "Phases 3 to 5 are gone through per container, not once for the pod."
                ),
            },
            "Its pull ends before the program has loaded: it is not on the path.",
            hints=(
                "Look at the light lanes.",
                "What does the second container's pull wait for, and what waits for it?",
                "12.7 s to spare against 11.9 s more.",
            ),
        ),
    ),
)


def _what_stays(key: str, title: str, right: str, sentences: dict[str, str], why: str) -> Choice:
    hints = (
        "Look at which entry of the trace says RunPodSandbox.",
        "Who holds the network namespace, and did that one end?",
        "A new RunPodSandbox is a new address. A new pod object is a new pod.",
    )
    return Choice(key, title, 1, right, sentences, why, hints)


KEEPS_IP = Sheet(
    "keeps_its_ip",
    (
        _what_stays(
            "nginx_crashes",
            "nginx ends with exit code 139",
            SAME,
            {
                NEW: "The namespace is held by the pause container, and that one was not touched.",
                OTHER: "The kubelet restarts containers inside their pod. The object stays.",
            },
            "The new nginx joins the namespace that was there all along.",
        ),
        _what_stays(
            "pause_is_killed",
            "the pause container is killed",
            NEW,
            {
                SAME: "Who would hold the namespace? The pause container can die.",
                OTHER: "SandboxChanged: the pod object stays, UID and all. Look at RESTARTS.",
            },
            "SandboxChanged: every container restarts, in a new namespace.",
        ),
        _what_stays(
            "pod_is_deleted",
            "somebody deletes the pod of a Deployment",
            OTHER,
            {
                SAME: "The pod is gone, its sandbox with it. What comes is made by a ReplicaSet.",
                NEW: "A ReplicaSet does not revive pods. It makes new ones.",
            },
            "Another name, another UID, perhaps another node.",
        ),
    ),
)

REGISTRY_AWAY = Sheet(
    "registry_away",
    (
        Choice(
            "still_start",
            "The node has the image, the registry is away. Which policies start a pod?",
            0,
            "IfNotPresent and Never",
            {
                "all three, the image is there": (
                    "Always asks the registry each time, if only to hear that nothing has changed. "
                    "Nobody answers."
                ),
                "only IfNotPresent": "Never does not ask either, and here it need not.",
                "none, the kubelet asks before each start": (
                    "With IfNotPresent it asks the runtime whether the image is there. It is."
                ),
            },
            "Always is the one that hangs on the registry's health, on every start.",
            (
                "Take the three one by one: whom does each ask before a start?",
                "The runtime knows what is on the disk. Who needs to know more than that?",
                "Of Always, IfNotPresent and Never, one asks the registry whatever is on the disk.",
            ),
        ),
    ),
)

EXERCISES = (*GUESSES, TIME_TO_READY, KEEPS_IP, REGISTRY_AWAY)
