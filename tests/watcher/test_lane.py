"""A lane: one message at a time while its channel is quick, more beside it while it is slow, few while it fails."""

from threading import Thread

from data.sending import Outgoing
from tests.watcher.messages import message
from visits.words import Channel
from watcher.lane import MOST, WIDEN_S, Lane


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def lane(clock: Clock | None = None, *, threads: int = 4) -> Lane:
    return Lane(Channel.WEBHOOK, threads=threads, clock_s=clock or Clock())


def fill(one: Lane) -> int:
    """Claim as many as it asks for."""
    room = one.room()
    one.put([message() for _ in range(room)], more=True)
    return room


def send(one: Lane, count: int, *, well: bool = True) -> list[bool]:
    """Send so many, one after the other; what each said of claiming more."""
    said = []
    for _ in range(count):
        assert one.take() is not None
        said.append(one.done(well=well))
    return said


def test_it_asks_for_few_at_first_and_for_twice_as_many_each_time_all_went_well() -> None:
    one = lane()
    asked = []
    for _ in range(8):
        asked.append(fill(one))
        send(one, asked[-1])
    assert asked == [4, 8, 16, 32, 64, 128, MOST, MOST]


def test_one_that_was_not_taken_makes_it_ask_for_few_again() -> None:
    one = lane()
    for _ in range(3):
        send(one, fill(one))
    send(one, fill(one), well=False)
    assert one.room() == 4


def test_more_are_claimed_once_half_of_the_last_were_sent_and_not_before() -> None:
    one = lane()
    fill(one)
    assert one.room() == 0
    assert send(one, 3) == [False, True, False]
    assert one.room() == 4


def test_nobody_looks_for_more_where_there_was_no_more() -> None:
    one = lane()
    one.put([message()], more=False)
    assert send(one, 1) == [False]


def test_the_second_waits_for_the_first_while_the_channel_is_quick() -> None:
    clock = Clock()
    one, taken = lane(clock), []
    one.put([message(), message()], more=False)
    assert one.take() is not None

    def next_one() -> None:
        taken.append(one.take())

    beside = Thread(target=next_one)
    beside.start()
    beside.join(3 * WIDEN_S)
    assert taken == []
    one.done(well=True)
    beside.join(10)
    assert len(taken) == 1


def test_another_is_begun_beside_one_that_takes_long() -> None:
    clock = Clock()
    one = lane(clock)
    first, second = message(), message()
    one.put([first, second], more=False)
    assert one.take() == first
    clock.now_s += WIDEN_S
    assert one.take() == second


def test_a_burst_waits_for_what_was_claimed_and_not_for_a_channel_that_hangs() -> None:
    one, ended = lane(), list[str]()
    one.put([message()], more=False)
    one.wait_until_empty(0.01)
    waiting = Thread(target=lambda: (one.wait_until_empty(30), ended.append("empty")))
    waiting.start()
    assert ended == []
    one.take()
    waiting.join(10)
    assert ended == ["empty"]


def test_a_stopped_lane_gives_nothing_more() -> None:
    one, taken = lane(), list[Outgoing | None]()
    waiting = Thread(target=lambda: taken.append(one.take()))
    waiting.start()
    one.stop()
    waiting.join(10)
    assert taken == [None]
    one.put([message()], more=False)
    assert one.take() is None
