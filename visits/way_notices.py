"""What is written to somebody about themselves: the code that confirms a way, a nudge to a visitor. No family in it."""

from visits.notices import Notice


def code_notice(code: str, *, minutes: int) -> Notice:
    """The code by which somebody shows that they read what is sent there."""
    return Notice(
        "Homeward: confirm that this reaches you",
        f"Your Homeward code is {code}. Type it on your account's page within {minutes} minutes. "
        "If you did not ask for it, do nothing.",
    )


def nudge_notice() -> Notice:
    """A visitor is asked for word before anybody else is. It may be read by whoever looks at the phone: nothing more."""
    return Notice(
        "Please tell the office how you are getting on",
        "Please tell the office how you are getting on: ring them, or open Homeward on your phone.",
    )
