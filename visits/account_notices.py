"""What somebody is told when what guards their account has changed, in case it was not them. No secret stands in it."""

from enum import StrEnum

from visits.notices import Notice


class Change(StrEnum):
    """What has changed."""

    PASSWORD = "password"  # noqa: S105  (a word, and no secret)
    STEP_SET_UP = "step_set_up"
    STEP_TAKEN_OFF = "step_taken_off"
    NEW_CODES = "new_codes"
    CODE_USED = "code_used"
    RESET = "reset"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"


_WORDS = {
    Change.PASSWORD: Notice(
        "Your Homeward password was changed",
        "The password of your Homeward account was changed. You are signed out on every other device.",
    ),
    Change.STEP_SET_UP: Notice(
        "Signing in to Homeward now asks for a code",
        "A second step was set up for your Homeward account: signing in asks for a code of an authenticator app. "
        "You are signed out on every other device.",
    ),
    Change.STEP_TAKEN_OFF: Notice(
        "Signing in to Homeward no longer asks for a code",
        "The second step of your Homeward account was taken off: your password alone is enough to sign in. "
        "You are signed out on every other device.",
    ),
    Change.NEW_CODES: Notice(
        "You have new recovery codes for Homeward",
        "New recovery codes were made for your Homeward account. The old ones do not count any more.",
    ),
    Change.CODE_USED: Notice(
        "A recovery code was used to sign in to Homeward",
        "Somebody signed in to your Homeward account with your password and one of your recovery codes.",
    ),
    Change.RESET: Notice(
        "Your second step for Homeward was taken off",
        "Whoever administers Homeward at your school took the second step off your account, and you are signed out "
        "everywhere. Sign in with your password, and set it up again in Your account.",
    ),
    Change.CONNECTED: Notice(
        "Your Homeward account is connected to a school account",
        "Your Homeward account was connected to an account of the school's own sign-in, which signs in without the "
        "password of Homeward from now on.",
    ),
    Change.DISCONNECTED: Notice(
        "Your Homeward account is no longer connected",
        "The account of the school's own sign-in was disconnected from your Homeward account. Sign in with your "
        "password.",
    ),
}
NOT_YOU = "If that was not you, tell whoever administers Homeward at your school now."


def account_notice(change: Change) -> Notice:
    """The message about it."""
    words = _WORDS[change]
    return Notice(words.subject, f"{words.body}\n\n{NOT_YOU}")
