"""Nodes that went through the same states, together: 200 rows in a handful of groups."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kubelet_lab.cluster.fleet_history import NodeChange

_MOST = 9
OTHERS = ("other ways",)


class Group(NamedTuple):
    """Nodes with the same states in the same order, and each node's changes."""

    states: tuple[str, ...]
    nodes: tuple[str, ...]
    changes: tuple[Sequence[NodeChange], ...]


def node_groups(nodes: Mapping[str, Sequence[NodeChange]]) -> list[Group]:
    """At most ten groups: those with the most changes first, the smallest of many as one.

    Inside a group nodes stand in the order in which they changed, then by name.
    """
    by_states: dict[tuple[str, ...], list[str]] = {}
    for name, changes in nodes.items():
        by_states.setdefault(_states(changes), []).append(name)
    largest = sorted(by_states, key=lambda states: (-len(by_states[states]), states))
    kept, rest = largest[:_MOST], largest[_MOST:]
    kept.sort(key=lambda states: (-len(states), states))
    groups = [_group(states, by_states[states], nodes) for states in kept]
    if rest:
        others = [name for states in rest for name in by_states[states]]
        groups.append(_group(OTHERS, others, nodes))
    return groups


def _states(changes: Sequence[NodeChange]) -> tuple[str, ...]:
    """Consecutive ones differ, whatever the engine wrote down twice."""
    states = [change.state for change in changes]
    return tuple(
        state for before, state in zip([None, *states], states, strict=False) if state != before
    )


def _group(
    states: tuple[str, ...], names: list[str], nodes: Mapping[str, Sequence[NodeChange]]
) -> Group:
    ordered = sorted(names, key=lambda name: (nodes[name][1:2], nodes[name], _natural(name)))
    return Group(states, tuple(ordered), tuple(nodes[name] for name in ordered))


def _natural(name: str) -> list[tuple[int, str]]:
    """So that node-9 comes before node-10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
