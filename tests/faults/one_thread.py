"""A watcher without its threads: one look and one round of sending, as the threads do them, in the thread of the test."""

from queue import Empty

from data.sending import Outcome
from watcher.loop import Watch


def look_and_send(watch: Watch) -> None:
    """Beat, raise what is due, send what waits, and report it."""
    watch._beat_again_s = 0.0
    while watch.look():
        pass
    delivery = watch._delivery
    delivery.claim()
    for lane in delivery.lanes:
        while lane._waiting:
            message = lane.take()
            assert message is not None
            lane.done(well=delivery._send(message))
    if outcomes := _outcomes(watch):
        delivery._report(outcomes)


def _outcomes(watch: Watch) -> list[Outcome]:
    found = []
    while True:
        try:
            outcome = watch._delivery._sent.get_nowait()
        except Empty:
            return found
        assert outcome is not None
        found.append(outcome)
