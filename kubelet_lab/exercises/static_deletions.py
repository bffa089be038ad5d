"""What each way of deleting a static pod does: six lines, four options.

Source of the rules: FACTS 4.10. A test holds what is called right against a node.
"""

from __future__ import annotations

from kubelet_lab.exercises.questions import Choice
from kubelet_lab.exercises.sheet import Sheet

MIRROR_ONLY = "the mirror goes and comes back; the container runs on"
STOPS = "the pod stops, then its mirror goes"
NOTHING = "nothing"
ANOTHER = "the pod stops, then another starts with RESTARTS 0"
OPTIONS = (MIRROR_ONLY, STOPS, NOTHING, ANOTHER)

_SAYS = {
    "kubectl_delete": {
        STOPS: "It would, if the API server were its boss. Its boss is a file, and that is there.",
        NOTHING: "AGE starts anew. Something was deleted: what kubectl shows, not what runs.",
        ANOTHER: "RESTARTS stays and the process keeps its PID: the container never noticed.",
    },
    "rm_file": {
        MIRROR_ONLY: "That is what kubectl's delete does. The file was the pod itself.",
        NOTHING: "The kubelet hears of it at once, and reads the whole folder every 20 s besides.",
        ANOTHER: "There is no file left to start another from.",
    },
    "add_comment": {
        MIRROR_ONLY: "A mirror is made anew when its hash no longer fits. A comment is not hashed.",
        STOPS: "The file is still there, and still makes the same pod.",
        ANOTHER: "The hash is of the pod that the file makes, not of the bytes.",
    },
    "change_image": {
        MIRROR_ONLY: "The container would run on with the old image.",
        STOPS: "It stops, and then the file still wants a pod.",
        NOTHING: "Another image is another hash, and another hash is another pod.",
    },
    "rename_to_bak": {
        MIRROR_ONLY: "The path is part of the hash: to the kubelet this is another pod.",
        STOPS: "The kubelet does not care what a file is called, unless it starts with a dot.",
        NOTHING: "The path is part of the hash: to the kubelet this is another pod.",
    },
    "drain_node": {
        STOPS: "kubectl drain deletes through the API, and leaves mirror pods out altogether.",
        MIRROR_ONLY: "drain sees the mirror annotation and does not even try.",
        ANOTHER: "drain leaves mirror pods out. The file decides.",
    },
}
_TITLES = {
    "kubectl_delete": ("`kubectl delete pod web-node1`", MIRROR_ONLY),
    "rm_file": ("`rm /etc/kubernetes/manifests/web.yaml`", STOPS),
    "add_comment": ("a comment is added to web.yaml", NOTHING),
    "change_image": ("another image in web.yaml", ANOTHER),
    "rename_to_bak": ("`mv web.yaml web.yaml.bak`, in the folder", ANOTHER),
    "drain_node": ("`kubectl drain node1 --ignore-daemonsets`", NOTHING),
}
DELETIONS = Sheet(
    "static_deletions",
    tuple(
        Choice(
            key,
            title,
            0.5,
            right,
            _SAYS[key],
            hints=(
                "Ask first what changes: the file, or the picture of it in the API server.",
                "Then: is the pod that the file makes another one than before?",
                "The options again: " + "; ".join(OPTIONS) + ".",
            ),
        )
        for key, (title, right) in _TITLES.items()
    ),
)
