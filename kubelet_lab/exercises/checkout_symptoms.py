"""What went wrong on a night of the checkout pod, as an operator would say it."""

from __future__ import annotations

from kubelet_lab.exercises.checkout_nights import ALLOWED_HANG_S
from kubelet_lab.exercises.moments import in_s, mark, mark_ms, next_ms, ready_at
from kubelet_lab.exercises.requirement import Symptom
from kubelet_lab.incidents.checkout_pod import Night, Run

READY_WITHIN_S = 15  # of the moment the program could serve
OUT_WITHIN_S = BACK_WITHIN_S = 10  # of the database's going and coming
RESTART_WITHIN_S = 45  # of a deadlock


def starts(night: Night, run: Run) -> Symptom | None:
    """Killed while loading, in the Service before it could serve, or long after."""
    loaded_ms = round((night.catalogue_s + night.connects_s) * 1000)
    ready_ms = next_ms(run, "Ready", 0)
    if run.restarts:
        return Symptom(
            f"The catalogue needed {night.catalogue_s:g} s to load. The container was killed at "
            f"{mark(run, 'SIGTERM')} and began again.",
            "The container was killed while its catalogue was still loading.",
        )
    if ready_ms is not None and ready_ms < round(night.catalogue_s * 1000):
        return Symptom(
            f"The pod got traffic from {in_s(ready_ms)} on. The catalogue was loaded at "
            f"{night.catalogue_s:g} s: until then every customer got an error.",
            "The pod got traffic before its catalogue was loaded.",
        )
    if ready_ms is None or ready_ms > loaded_ms + READY_WITHIN_S * 1000:
        ready = "never got traffic" if ready_ms is None else f"got traffic from {in_s(ready_ms)} on"
        return Symptom(
            f"The program could serve at {in_s(loaded_ms)}. The pod {ready}.",
            f"The program could serve; {READY_WITHIN_S} s later the pod still got no traffic.",
        )
    return None


def gives_up(_night: Night, run: Run) -> Symptom | None:
    """A start that hangs and is left to hang."""
    restart_ms = mark_ms(run, "restart")
    if restart_ms is not None and restart_ms <= ALLOWED_HANG_S * 1000:
        return None
    late = "was still waiting after 240 s"
    when = late if restart_ms is None else f"began again only at {in_s(restart_ms)}"
    return Symptom(
        f"One start hung: the catalogue never came. The container {when}.",
        f"One start hung, and after {ALLOWED_HANG_S} s the container had not begun anew.",
    )


def leaves_and_returns(night: Night, run: Run) -> Symptom | None:
    """Customers sent to a pod without its database, or none sent to one that has it back."""
    begins_s, ends_s = night.outages[0]
    begins_ms, ends_ms = round(begins_s * 1000), round(ends_s * 1000)
    if not ready_at(run, begins_ms):
        return Symptom(
            f"The pod was not in the Service when the database went away at {begins_s:g} s.",
            "The pod was not in the Service when the database went away.",
        )
    left_ms = next_ms(run, "NotReady", begins_ms)
    if left_ms is None or left_ms > begins_ms + OUT_WITHIN_S * 1000:
        until = f"until {in_s(left_ms)}" if left_ms and left_ms < ends_ms else "all the time"
        return Symptom(
            f"The database was away from {begins_s:g} s to {ends_s:g} s. The pod was sent "
            f"customers {until}, and failed every one of them.",
            f"The database went away; {OUT_WITHIN_S} s later the pod was still sent customers.",
        )
    back_ms = next_ms(run, "Ready", left_ms)
    if back_ms is not None and back_ms < ends_ms:
        return Symptom(
            f"The database was away until {ends_s:g} s. The pod was sent customers again from "
            f"{in_s(back_ms)} on.",
            "The pod was sent customers again before the database was back.",
        )
    if back_ms is None or back_ms > ends_ms + BACK_WITHIN_S * 1000:
        back = "did not come back" if back_ms is None else f"came back at {in_s(back_ms)}"
        return Symptom(
            f"The database was back at {ends_s:g} s. The pod {back}.",
            f"The database was back; {BACK_WITHIN_S} s later the pod was not in the Service.",
        )
    return None


def not_restarted(night: Night, run: Run) -> Symptom | None:
    """A container killed because something else was down."""
    if not run.restarts:
        return None
    if too_early := _before(run, night.outages[0][0]):
        return too_early
    times = "once" if run.restarts == 1 else f"{run.restarts} times"
    fine = "In that time the database was away and the process was fine."
    return Symptom(
        f"The container was restarted {times}, first at {mark(run, 'SIGTERM')}. {fine}",
        f"The container was restarted. {fine}",
    )


def _before(run: Run, begins_s: float) -> Symptom | None:
    """A container that is killed while nothing is wrong yet: it was not the night's doing."""
    killed_ms = mark_ms(run, "SIGTERM")
    if killed_ms is None or killed_ms >= begins_s * 1000:
        return None
    early = "The container was killed before anything was wrong"
    return Symptom(f"{early}, at {in_s(killed_ms)}.", f"{early}.")


def restarted_in_time(night: Night, run: Run) -> Symptom | None:
    """A stuck process that went on holding its customers."""
    stuck_ms = round((night.deadlock_s or 0) * 1000)
    restart_ms, decided_ms = mark_ms(run, "restart"), mark_ms(run, "SIGTERM")
    if restart_ms is not None and restart_ms < stuck_ms:
        return Symptom(
            f"The container was restarted at {in_s(restart_ms)}, before anything was wrong.",
            "The container was restarted before anything was wrong.",
        )
    if restart_ms is not None and restart_ms <= stuck_ms + RESTART_WITHIN_S * 1000:
        return None
    watched = f"SIGTERM had not come by {in_s(run.history.end_ms)}"
    decided = watched if decided_ms is None else f"SIGTERM came at {in_s(decided_ms)}"
    new = "no new container" if restart_ms is None else f"the new container at {in_s(restart_ms)}"
    return Symptom(
        f"The process got stuck at {in_s(stuck_ms)}. {decided}, {new}.",
        f"The process got stuck; {RESTART_WITHIN_S} s later no new container was running.",
    )


def does_not_flap(night: Night, run: Run) -> Symptom | None:
    """Something done about a single answer that came late."""
    from_s, _, late_s = night.slow[0]
    slow_ms = round(from_s * 1000)
    what = f"One answer at {from_s + 0.1:.0f} s came {late_s:g} s late."
    if too_early := _before(run, from_s):
        return too_early
    if run.restarts:
        return Symptom(
            f"{what} The container was restarted for it, at {mark(run, 'SIGTERM')}.",
            "One answer came late, and the container was restarted for it.",
        )
    if not ready_at(run, slow_ms):
        seen = "The pod was not in the Service on a calm night."
        return Symptom(seen, seen)
    left_ms = next_ms(run, "NotReady", slow_ms)
    if left_ms is None:
        return None
    return Symptom(
        f"{what} The pod was taken out of the Service for it, at {in_s(left_ms)}.",
        "One answer came late, and the pod was taken out of the Service for it.",
    )
