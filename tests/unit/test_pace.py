"""Waiting learns: the first look of a later wait is made when earlier ones were ready, and few looks are in vain."""

from datetime import timedelta
from itertools import islice, pairwise

import pytest

from ontap_peering.pairing.pace import Pace


def wait(pace: Pace, ready_after: float) -> list[float]:
    """The looks of one wait, the last of which finds it ready."""
    looks: list[float] = []
    for span in pace.looks():
        looks.append(span.total_seconds())
        if looks[-1] >= ready_after:
            pace.learn(timedelta(seconds=looks[-2] if len(looks) > 1 else 0), span)
            return looks
    raise AssertionError


def test_the_first_wait_looks_at_once_and_then_less_and_less_often() -> None:
    looks = [span.total_seconds() for span in islice(Pace().looks(), 40)]
    assert looks[:4] == [0, 0.25, 0.5, 0.75]
    steps = [later - earlier for earlier, later in pairwise(looks)]
    assert steps == sorted(steps)
    assert max(steps) == 2


def test_of_those_that_wait_while_nothing_is_known_only_the_first_looks_at_once() -> None:
    pace = Pace()
    firsts = [next(pace.looks()).total_seconds() for _ in range(3)]
    assert firsts == [0, 0.25, 0.25]


@pytest.mark.parametrize("ready_after", [0.001, 0.3, 1.0, 9.7, 60])
def test_later_waits_look_twice_at_most_and_hardly_too_late(ready_after: float) -> None:
    pace = Pace()
    for _ in range(12):
        wait(pace, ready_after)
    looks = wait(pace, ready_after)
    assert len(looks) <= 2
    assert looks[-1] - ready_after <= max(0.06, ready_after * 0.12)


def test_a_cluster_that_became_slower_is_followed() -> None:
    pace = Pace()
    for ready_after in (1.0, *[10.0] * 12):
        looks = wait(pace, ready_after)
    assert looks[-1] - 10 <= 1.2


def test_one_slow_wait_hardly_delays_the_next() -> None:
    pace = Pace()
    for ready_after in (*[1.0] * 6, 30.0):
        wait(pace, ready_after)
    assert wait(pace, 1.0)[-1] < 1.5


def test_waits_side_by_side_that_differ_a_little_do_not_make_the_next_look_early() -> None:
    pace = Pace()
    for _ in range(12):
        wait(pace, 1.0)
    pace.learn(timedelta(seconds=1.02), timedelta(seconds=1.07))
    pace.learn(timedelta(), timedelta(seconds=1.01))
    assert wait(pace, 1.0) == [1.01]
