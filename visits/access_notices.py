"""What is told to whoever answers for a school's families when somebody gains sight of them. It names no family."""

from collections.abc import Sequence
from datetime import datetime

from visits.labels import ROLE_WORDS
from visits.notices import Notice, notice
from visits.times import said
from visits.words import Role


def glass_notice(*, school: str, timezone: str, by_name: str, until: datetime) -> Notice:
    """Somebody opened a school's visits and homes in an emergency. Why stands on the page: it may name a family."""
    return notice(
        f"Opened in an emergency: {school}",
        f"{by_name} opened the visits and homes of {school} for reading, until {said(until, timezone)}. "
        "Homeward has the reason, and everything that they look at. Read it under Opened in an emergency.",
    )


def role_notice(*, school: str, by_name: str, to_name: str, roles: Sequence[Role]) -> Notice:
    """Somebody was given a role with which families are seen."""
    words = ", ".join(ROLE_WORDS[role] for role in roles)
    return notice(
        f"A role was given: {school}",
        f"{by_name} gave {to_name} a role at {school} with which families are seen: {words}. "
        "If you did not expect this, end it under People, or ring whoever gave it.",
    )


def role_ended_notice(*, school: str, by_name: str, to_name: str, role: Role) -> Notice:
    """Somebody who is told of such things is not to be told any more."""
    return notice(
        f"A role was ended: {school}",
        f"{by_name} ended the role of {to_name} at {school}: {ROLE_WORDS[role]}. If you did not expect this, ring "
        f"{to_name}, and look under People who sees families now.",
    )


def staff_file_notice(*, school: str, by_name: str, count: int) -> Notice:
    """A file of staff was taken, with roles by which families are seen."""
    people = "1 person has" if count == 1 else f"{count} people have"
    return notice(
        f"A file of staff was taken: {school}",
        f"{by_name} took a file of staff at {school}. {people} new roles with which families are seen. "
        "Look at them under People, and end those that you did not expect.",
    )


def cover_notice(
    *, school: str, timezone: str, by_name: str, to_name: str, role: Role, until: datetime
) -> Notice:
    """Somebody was asked to stand in for a role with which families are seen."""
    return notice(
        f"Cover was given: {school}",
        f"{by_name} asked {to_name} to stand in as {ROLE_WORDS[role]} at {school} until {said(until, timezone)}. "
        "If you did not expect this, end it under People, or ring whoever gave it.",
    )


def link_notice(*, school: str, by_name: str, to_name: str) -> Notice:
    """A link was made by which somebody who sees families can be given a new password."""
    return notice(
        f"A link for a new password: {school}",
        f"{by_name} made a link by which the password of {to_name} can be set anew. Whoever has the link can sign in as "
        f"{to_name}. If {to_name} did not ask for it, ring whoever made it at once, and end the roles under People.",
    )


def first_link_notice(*, school: str, by_name: str, to_name: str) -> Notice:
    """A link was made by which somebody who sees families, and has never signed in, sets a first password."""
    return notice(
        f"A first link: {school}",
        f"{by_name} made the link by which {to_name} sets a first password, and sees families from then on. Whoever "
        f"has it can sign in as {to_name}. If you did not expect this, ask {to_name} whether it came to them, and end "
        "the roles under People.",
    )


def own_link_notice(*, by_name: str) -> Notice:
    """The same, to the person whose password it is."""
    return notice(
        "A link for your password was made",
        f"{by_name} made a link by which your Homeward password can be set anew. If you did not ask for it, ring your "
        "designated safeguarding lead at once: whoever has the link can sign in as you.",
    )


def address_notice(*, school: str, by_name: str, to_name: str) -> Notice:
    """Somebody who sees families was given an address by which the school's own sign-in may let its holder in."""
    return notice(
        f"An address was changed: {school}",
        f"{by_name} changed the e-mail address of {to_name}. Whoever has the new address may be able to sign in as "
        f"{to_name} with the school's own account. If {to_name} did not ask for it, ring whoever changed it at once, and "
        "end the roles under People.",
    )


def own_address_notice(*, by_name: str) -> Notice:
    """To the address that somebody had until now."""
    return notice(
        "Your address in Homeward was changed",
        f"{by_name} changed the e-mail address with which you sign in to Homeward. You have been signed out everywhere. "
        "If you did not ask for this, ring your designated safeguarding lead at once.",
    )
