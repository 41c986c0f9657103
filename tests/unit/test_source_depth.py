"""How differences and snapshots keep a book in step: the exchange's documented rules, one by one."""

import pytest

from tradewind.book_sources.depth import Depth, Difference, Snapshot, Step


def _spot(first: int, last: int) -> Difference:
    return Difference(first, last, None, [], [])


def _futures(first: int, last: int, previous: int) -> Difference:
    return Difference(first, last, previous, [], [])


def _snapshot(last: int) -> Snapshot:
    return Snapshot(last, [], [])


def test_spot_differences_follow_where_the_first_number_is_the_next() -> None:
    depth = Depth()
    assert depth.difference(_spot(10, 12)) == [Step.apply]
    assert depth.difference(_spot(13, 13)) == [Step.apply]
    assert depth.difference(_spot(15, 16)) == [Step.gap]
    assert depth.difference(_spot(16, 18)) == [Step.apply], "what overlaps misses nothing"


def test_futures_differences_follow_where_pu_is_the_last_number() -> None:
    depth = Depth()
    assert depth.difference(_futures(10, 12, 5)) == [Step.apply]
    assert depth.difference(_futures(17, 19, 12)) == [Step.apply], "U need not be the next number"
    assert depth.difference(_futures(20, 25, 12)) == [Step.gap]


def test_a_difference_with_nothing_new_is_left_out() -> None:
    depth = Depth()
    depth.difference(_spot(10, 12))
    assert depth.difference(_spot(10, 12)) == [Step.repeated]
    assert depth.difference(_spot(9, 11)) == [Step.repeated]
    assert depth.difference(_spot(13, 14)) == [Step.apply]


@pytest.mark.parametrize(
    ("snapshot", "difference", "step"),
    [
        (20, _spot(18, 20), Step.wait),  # all of it is in the snapshot
        (20, _spot(18, 21), Step.sync),
        (20, _spot(21, 21), Step.sync),
        (20, _spot(22, 25), Step.too_old),  # 21 is missing
        (20, _futures(15, 19, 14), Step.wait),
        (20, _futures(15, 20, 14), Step.sync),
        (20, _futures(20, 30, 19), Step.sync),
        (20, _futures(21, 30, 20), Step.sync),  # continues the snapshot just where it ends
        (20, _futures(21, 30, 19), Step.too_old),
        (20, _futures(22, 30, 21), Step.too_old),
    ],
)
def test_a_snapshot_is_bridged_by_the_documented_rule(
    snapshot: int, difference: Difference, step: Step
) -> None:
    depth = Depth()
    depth.difference(difference)
    assert depth.snapshot(_snapshot(snapshot)) is step
    assert depth.whole is (step is Step.sync)

    later = Depth()  # and the same where the snapshot comes first
    assert later.snapshot(_snapshot(snapshot)) is Step.wait
    expected = [Step.apply] if step is Step.wait else [Step.apply, step]
    assert later.difference(difference) == expected
    assert later.waiting is (step is Step.wait)


def test_differences_since_the_snapshot_are_replayed_on_it() -> None:
    depth = Depth()
    for number in range(10, 20):
        depth.difference(_spot(number, number))
    assert depth.snapshot(_snapshot(14)) is Step.sync
    assert [difference.first for difference in depth.replay] == [15, 16, 17, 18, 19]
    assert depth.difference(_spot(20, 20)) == [Step.apply]


def test_a_snapshot_ahead_waits_for_the_difference_that_reaches_it() -> None:
    depth = Depth()
    depth.difference(_spot(10, 10))
    assert depth.snapshot(_snapshot(12)) is Step.wait
    assert depth.difference(_spot(11, 12)) == [Step.apply]
    assert depth.difference(_spot(13, 13)) == [Step.apply, Step.sync]
    assert [difference.first for difference in depth.replay] == [13]


def test_after_a_gap_only_a_snapshot_that_reaches_beyond_it_makes_the_book_whole() -> None:
    depth = Depth()
    depth.difference(_spot(10, 10))
    assert depth.snapshot(_snapshot(9)) is Step.sync
    assert depth.difference(_spot(13, 13)) == [Step.gap]
    assert not depth.whole
    assert depth.snapshot(_snapshot(10)) is Step.too_old
    assert depth.snapshot(_snapshot(12)) is Step.sync
    assert depth.whole


def test_differences_from_before_a_gap_are_never_replayed() -> None:
    depth = Depth()
    depth.difference(_spot(10, 10))
    assert depth.difference(_spot(13, 13)) == [Step.gap]
    assert depth.snapshot(_snapshot(9)) is Step.too_old


def test_a_snapshot_of_a_whole_book_is_spare() -> None:
    depth = Depth()
    depth.difference(_spot(10, 10))
    depth.snapshot(_snapshot(9))
    assert depth.snapshot(_snapshot(10)) is Step.spare
    assert depth.difference(_spot(11, 11)) == [Step.apply]
