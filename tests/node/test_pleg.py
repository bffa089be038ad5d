import pytest

from kubelet_lab.node.pleg import (
    EventType,
    GenericPLEG,
    PlegState,
    RuntimePod,
    generate_events,
)
from kubelet_lab.node.runtime_status import ContainerState


def pod(**states: ContainerState) -> RuntimePod:
    return RuntimePod("p1", states)


def inspected(_uid: str) -> bool:
    return True


def not_inspected(_uid: str) -> bool:
    return False


def types(pleg: GenericPLEG, *pods: RuntimePod) -> list[str]:
    return [f"{event.type} {event.container_id}" for event in pleg.relist(0, pods, inspected)]


@pytest.mark.parametrize(
    ("old", "new", "events"),
    [
        ("running", "running", ()),
        ("non-existent", "running", ("ContainerStarted",)),
        ("running", "exited", ("ContainerDied",)),
        ("running", "unknown", ("ContainerChanged",)),
        ("exited", "non-existent", ("ContainerRemoved",)),
        ("running", "non-existent", ("ContainerDied", "ContainerRemoved")),
    ],
)
def test_each_transition_has_its_events(
    old: PlegState, new: PlegState, events: tuple[EventType, ...]
) -> None:
    assert generate_events(old, new) == events


def test_a_sandbox_is_listed_like_a_container() -> None:
    pleg = GenericPLEG()
    started = ["ContainerStarted web", "ContainerStarted sandbox"]
    assert types(pleg, pod(web="running", sandbox="running")) == started


def test_a_change_to_unknown_is_inspected_but_not_told() -> None:
    pleg = GenericPLEG()
    pleg.relist(0, [pod(web="running")], inspected)
    asked: list[str] = []
    events = pleg.relist(1000, [pod(web="unknown")], lambda uid: asked.append(uid) is None)
    assert events == []
    assert asked == ["p1"]


def test_an_unchanged_pod_is_not_inspected() -> None:
    pleg = GenericPLEG()
    listed = pod(web="running")
    pleg.relist(0, [listed], inspected)
    assert pleg.relist(1000, [listed], not_inspected) == []
    assert pleg.pods_to_reinspect == set()


def test_events_wait_until_the_pod_can_be_inspected() -> None:
    pleg = GenericPLEG()
    assert pleg.relist(0, [pod(web="running")], not_inspected) == []
    assert pleg.pods_to_reinspect == {"p1"}
    assert types(pleg, pod(web="running")) == ["ContainerStarted web"]


def test_a_full_event_channel_loses_events_for_good() -> None:
    pleg = GenericPLEG()
    listed = pod(a="running", b="running")
    assert len(pleg.relist(0, [listed], inspected, channel_room=1)) == 1
    assert pleg.discarded_events == 1
    assert pleg.relist(1000, [listed], inspected) == []


def test_a_failed_listing_does_not_count_as_a_relist() -> None:
    pleg = GenericPLEG()
    pleg.relist(0, None, inspected)
    assert pleg.healthy(0) == (False, "pleg has yet to be successful")


def test_health_is_measured_from_the_start_of_the_last_relist() -> None:
    pleg = GenericPLEG()
    pleg.relist(0, [], inspected)
    assert pleg.healthy(180_000) == (True, "")
    text = "pleg was last seen active 3m5.2s ago; threshold is 3m0s"
    assert pleg.healthy(185_200) == (False, text)
