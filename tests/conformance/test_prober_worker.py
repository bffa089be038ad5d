"""worker.doProbe, tick by tick, against the real one."""

from typing import Any

from kubelet_lab.node.handlers import Attempt
from kubelet_lab.node.probe import probe
from kubelet_lab.node.results import Results
from kubelet_lab.node.worker import Seen, Worker
from kubelet_lab.spec.pod import Probe

ATTEMPTS = {
    "success": Attempt("success", "good"),
    "warning": Attempt("warning", "warn"),
    "failure": Attempt("failure", "bad"),
    "unknown": Attempt("unknown", "unk"),
    "error": Attempt("unknown", error="boom"),
    "error_with_failure_result": Attempt("failure", error="boom"),
}


class WrittenDown(Results):
    """A results cache that writes down every call, as the recording did."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[dict[str, Any]] = []

    def set(self, container_id: str, result: str) -> bool:
        news = super().set(container_id, result)
        self.operations.append(
            {"op": "set", "container_id": container_id, "result": result, "update_sent": news}
        )
        return news

    def remove(self, container_id: str) -> None:
        self.operations.append({"op": "remove", "container_id": container_id, "update_sent": False})
        super().remove(container_id)


def seen(tick: dict[str, Any]) -> Seen:
    return Seen(
        pod_status_known=tick["pod_status_known"],
        phase=tick["pod_phase"],
        container_id=tick["container_id"] if tick["container_status_present"] else "",
        state=tick["container_state"],
        running_for_ms=round(tick["running_for_seconds"] * 1000),
        started=bool(tick["started"]),
        deletion_timestamp=tick["pod_deletion_timestamp_set"],
    )


def play(case: dict[str, Any]) -> list[dict[str, Any]]:
    settings = case["probe"]
    results = WrittenDown()
    kind = settings["probe_type"]
    spec = Probe(
        handler=None,
        initial_delay_s=settings["initialDelaySeconds"],
        success_threshold=settings["successThreshold"],
        failure_threshold=settings["failureThreshold"],
    )
    worker = Worker(kind, spec, case["pod_restart_policy"], results)
    outs = []
    for tick in case["ticks"]:
        outcomes = tick["in"]["probe_attempt_outcomes"]
        made: list[str] = []
        events: list[str] = []

        def make_attempt(outcomes: list[str] = outcomes, made: list[str] = made) -> Attempt:
            made.append(outcomes[min(len(made), len(outcomes) - 1)])
            return ATTEMPTS[made[-1]]  # a KeyError is the panic

        def attempt(make: Any = make_attempt, events: list[str] = events) -> str | None:
            done = probe(kind, make)
            events.extend([done.event] if done.event else [])
            return done.result

        results.operations = []
        keep_going = worker.do_probe(seen(tick["in"]), attempt)
        outs.append(
            {
                "keep_going": keep_going,
                "probe_attempts_made": len(made),
                "result_operations": results.operations,
                "stored_result": results.get(worker.container_id),
                "worker_container_id": worker.container_id,
                "on_hold": worker.on_hold,
                "result_run": worker.streak.run,
                "last_result": worker.streak.last,
                "events": events,
            }
        )
    return outs


def test_every_tick_is_the_real_workers(vectors, report) -> None:
    cases = vectors("prober_worker")
    mismatches = []
    for case in cases:
        for number, (mine, tick) in enumerate(zip(play(case), case["ticks"], strict=True)):
            for field, value in tick["out"].items():
                if mine[field] != value:
                    mismatches.append(
                        f"{case['name']} tick {number} {field}: {mine[field]!r}, real {value!r}"
                    )
    report(mismatches, len(cases))
