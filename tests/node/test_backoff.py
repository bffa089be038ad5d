from kubelet_lab.node.backoff import Backoff
from kubelet_lab.node.crash_loop import do_back_off
from kubelet_lab.node.image_pull import image_pull_back_off, image_pull_failed
from kubelet_lab.spec.pod import Container, Pod

APP = Container("app", "shop:1")
WEB = Pod("web", (APP,), uid="uid1")


def restarts_of_an_instant_crash(times: int) -> list[int]:
    """Seconds at which a container that exits at once is started again."""
    backoff, now_ms, restarts = Backoff(), 0, []
    for _ in range(times):
        waiting = do_back_off(backoff, WEB, APP, now_ms, now_ms)
        if waiting:
            exited_ms, now_ms = now_ms, waiting.until_ms
            assert do_back_off(backoff, WEB, APP, exited_ms, now_ms) is None
        restarts.append(now_ms // 1000)
    return restarts


def test_the_first_restart_is_immediate_and_each_wait_doubles_up_to_five_minutes() -> None:
    assert restarts_of_an_instant_crash(9) == [0, 10, 30, 70, 150, 310, 610, 910, 1210]


def test_a_container_that_never_ran_does_not_wait() -> None:
    assert do_back_off(Backoff(), WEB, APP, None, 0) is None


def test_a_run_of_more_than_ten_minutes_is_forgiven() -> None:
    backoff = Backoff()
    do_back_off(backoff, WEB, APP, 0, 0)
    assert do_back_off(backoff, WEB, APP, 600_001, 600_001) is None
    assert do_back_off(backoff, WEB, APP, 601_000, 601_000) is not None


def test_a_new_image_starts_afresh() -> None:
    backoff = Backoff()
    do_back_off(backoff, WEB, APP, 0, 0)
    assert do_back_off(backoff, WEB, APP, 1_000, 1_000) is not None
    assert do_back_off(backoff, WEB, Container("app", "shop:2"), 1_000, 1_000) is None


def test_housekeeping_lets_a_waiting_container_off_after_ten_minutes() -> None:
    backoff = Backoff(initial_ms=300_000)
    do_back_off(backoff, WEB, APP, 0, 0)
    assert do_back_off(backoff, WEB, APP, 590_000, 602_000) is not None
    backoff.gc(602_000)
    assert do_back_off(backoff, WEB, APP, 590_000, 602_000) is None


def test_a_failed_pull_is_tried_again_ten_seconds_after_it_failed() -> None:
    backoff = Backoff()
    assert image_pull_back_off(backoff, "uid1", "shop:1", 0) is None
    image_pull_failed(backoff, "uid1", "shop:1", 2_000)
    waiting = image_pull_back_off(backoff, "uid1", "shop:1", 11_999, "ErrImagePull: not found")
    assert waiting == (
        "ImagePullBackOff",
        'Back-off pulling image "shop:1": ErrImagePull: not found',
        'Normal BackOff Back-off pulling image "shop:1"',
        12_000,
    )
    assert image_pull_back_off(backoff, "uid1", "shop:1", 12_000) is None
