"""What each lesson of Target is worth: the same four hours, with one thing put right.

Each row is a run of its own; `LEGEND` says what is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kubelet_lab.incidents.target import history, play
from kubelet_lab.incidents.target_rows import Played, clock_of, lost_pod_hours

FIXES: dict[str, dict[str, Any]] = {  # the lesson's words first, where it has some
    "as told": {},
    "1. Set resource limits on kubelet: 12 GiB": {"kubelet_limit_gib": 12},
    "   … or reserve what it uses: kube-reserved 12 GiB": {"kube_reserved_gib": 12},
    "2. Monitor kubelet health: restart it at 16 GiB": {"restart_at_gib": 16},
    "3. Automated zombie pod cleanup: after 2 minutes": {"zombie_cleanup": 120},
    "4. Better node lifecycle management: evict 1 node in 100 s": {"eviction_rate": 0.01},
    "   … or 20 spare nodes": {"spare_nodes": 20},
    "the kernel heeds oom_score_adj": {"kubelet_oom": "real"},
    "systemd has a killed kubelet back after 10 s": {"restart_after_oom": 10},
    "the leak is found: a fifth of it": {"leak_mib_per_s": 5},
}
ALL = "all of these"
LEGEND = """\
silent: nodes that were given up; caught: those of them whose kubelet did not leak.
zombies, Pending: the most pods at once. A zombie's kubelet is away, if only for ten seconds.
pod hours lost: what did not serve; over: when the last node was back."""
NOT_TOGETHER = ("as told", "the leak is found: a fifth of it")  # with no leak the rest is idle


class Worth(NamedTuple):
    """How the four hours went with a fix."""

    fix: str
    silent: int
    caught: int
    zombies: int
    replaced: int
    pending: int
    lost_pod_hours: float
    over: str  # when the last node was back, by the story's clock


def fix_table(base: Mapping[str, Any] | None = None) -> list[Worth]:
    """One row for each fix alone, and one for all of them; `base` are other parameters."""
    together: dict[str, Any] = {}
    for name, fix in FIXES.items():
        together |= {} if name in NOT_TOGETHER else fix
    return [_worth(name, {**(base or {}), **fix}) for name, fix in {**FIXES, ALL: together}.items()]


def fixes_as_text(table: list[Worth]) -> str:
    """The table, ready to print."""
    columns = ("silent", "caught", "zombies", "replaced", "Pending", "pod hours lost", "over")
    width = max(len(worth.fix) for worth in table)
    lines = ["  ".join([f"{'':{width}}", *columns])]
    lines += ["  ".join(_cells(worth, width, columns)) for worth in table]
    return "\n".join(["target: what each fix is worth", "", *lines, "", LEGEND, ""])


def _cells(worth: Worth, width: int, columns: tuple[str, ...]) -> Iterator[str]:
    yield f"{worth.fix:{width}}"
    numbers = (*worth[1:6], f"{worth.lost_pod_hours:.0f}", worth.over)
    for column, number in zip(columns, numbers, strict=True):
        yield f"{number:>{len(column)}}"


def _worth(name: str, parameters: Mapping[str, Any]) -> Worth:
    story = play(parameters)
    played = Played(story, history(story))
    most = {
        kind: max((s.pods for s in steps if s.at_ms >= 0), default=0)
        for kind, steps in played.history.pods.items()
    }
    leaking = {site.node.name for site in story.leaking}
    silent = [
        node
        for node, changes in played.history.nodes.items()
        if any(change.state == "Unknown" for change in changes)
    ]
    caught = sum(node not in leaking for node in silent)
    over = clock_of(story.repaired[-1]) if story.repaired else ""
    return Worth(
        name, len(silent), caught, most["zombie"], most["replaced"], most["pending"],
        lost_pod_hours(played), over,
    )  # fmt: skip
