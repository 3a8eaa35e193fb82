"""Already left, not authorised: the tiny form. Nothing that the policy asks may stop somebody from being watched."""

from datetime import datetime
from zoneinfo import ZoneInfo

from visits.compliance.answers import Answer, Answers, Verdict
from visits.phones import plausible


def check_left(
    *, name: str, mobile: str, address: str, due_at: datetime | None, now: datetime, tz: ZoneInfo
) -> Answers:
    """What is still wanted of name, mobile, address and time due back, for somebody who is out already.

    Only what nobody could be looked for without blocks: the four being empty. What looks wrong is taken as it was
    typed and said (`record`): a number that cannot be one, a time that has passed. No rule of any policy is asked.
    """
    local = due_at.astimezone(tz).strftime("%H:%M") if due_at else ""
    number = mobile.strip()
    return (
        _answer(
            "left_name", name.strip(), "Who is out is known.", "Say who is out: one name is enough to start."
        ),
        _answer(
            "left_mobile",
            number,
            f"They can be rung: {number}.",
            "Give the mobile number they can be rung on.",
        )
        if plausible(number) or not number
        else _odd(
            "left_mobile", f"{number} does not look like a phone number. It is kept as typed: check it."
        ),
        _answer(
            "left_address",
            address.strip(),
            "Where they went is known.",
            "Say where they went: the address, or as much of it as is known.",
        ),
        _odd("left_due", f"{local} has passed. They are overdue at once, and the first step begins.")
        if due_at is not None and due_at <= now
        else _answer(
            "left_due", local, f"Due back at {local}.", "Say when they are due back; guess early if unsure."
        ),
    )


def _answer(key: str, given: str, yes: str, no: str) -> Answer:
    verdict = Verdict.OK if given else Verdict.BLOCK
    return Answer(key=key, verdict=verdict, sentence=yes if given else no, duties=(), ours=True)


def _odd(key: str, sentence: str) -> Answer:
    return Answer(key=key, verdict=Verdict.RECORD, sentence=sentence, duties=(), ours=True)
