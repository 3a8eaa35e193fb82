"""What a subject-access file of a member of staff says of each table, column by column."""

from dataclasses import replace
from typing import Final

from data import models as m
from data import subject_alert_tables as alerts
from data import subject_pupil_tables as t
from data.subject_pupil_tables import OURS
from data.subject_rows import Told, plain_words

OF_FAMILY: Final = "What is written of a family belongs to that family's record and is not shown here."
HASHED: Final = (
    "Passwords, PINs, links and codes are kept as hashes: nobody can read them, and they say nothing."
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

PERSON: Final = Told(
    table=m.Person,
    title="Who you are",
    shown={
        "name": "Name",
        "email": "E-mail address",
        "mobile": "Mobile number",
        "staff_number": "Staff number",
        "trained_on": "Child protection training on",
        "left_on": "Left on",
        "notice_read_at": "Read what is kept of staff",
        "erased_at": "Erased",
        "made_up": "Made up, for trying Homeward out",
    },
    withheld={"password_hash": HASHED, "pin_hash": HASHED},
)
KIN: Final = Told(
    table=m.NextOfKin,
    title="Whom to ring for you",
    shown={"name": "Name", "relationship": "Who they are to you", "phone": "Phone", "given_at": "Given"},
)
WAY: Final = Told(
    table=m.ContactWay,
    title="How you are told",
    shown={"rank": "First or second", "channel": "By", "address": "Address", "verified_at": "Confirmed"},
    withheld=dict.fromkeys(("code_hash", "code_ends_at", "code_tries"), HASHED),
)
ROLE: Final = Told(
    table=m.PersonRole,
    title="What you are at school",
    shown={"role": "Role", "from_on": "From", "to_on": "Until"},
)
HOURS: Final = Told(
    table=m.Duty,
    title="Your hours of duty",
    shown={"weekday": "Day", "starts": "From", "ends": "Until"},
    says={"weekday": WEEKDAYS.__getitem__},
)
COVER: Final = Told(
    table=m.Cover,
    title="Cover that you gave or asked for",
    shown={
        "role": "Role",
        "person_id": "Stands in",
        "from_at": "From",
        "to_at": "Until",
        "for_authorising": "To authorise too",
        "accepted_at": "Agreed",
        "given_by_id": "Asked by",
    },
)
WATCH: Final = Told(
    table=m.WatchTurn,
    title="When you had the watch",
    shown={"from_at": "From", "ended_at": "Until"},
)
HANDOVER: Final = Told(
    table=m.Handover,
    title="The watch, offered and handed over",
    shown={
        "from_id": "From",
        "by_id": "Offered by",
        "to_id": "To",
        "why": "Why",
        "note": "Note",
        "offered_at": "Offered",
        "answered_at": "Answered",
        "accepted": "Taken",
    },
    look_first=t.OTHERS,
    looks_at=("note",),
    says={"why": lambda why: "The end of a turn" if why == "turn" else "The school closes"},
)
PHRASE: Final = Told(
    table=m.PhraseKnown,
    title="When you were told the code phrase, or told somebody",
    shown={
        "person_id": "Who was told",
        "phrase_set_at": "The phrase that was set",
        "told_at": "Told",
        "by_id": "Told by",
    },
)
CAR: Final = Told(
    table=m.Vehicle,
    title="Your vehicle",
    shown={"make": "Make", "model": "Model", "colour": "Colour", "registration": "Registration"},
)
GLASS: Final = Told(
    table=m.BrokenGlass,
    title="What you opened in an emergency, or looked into",
    shown={
        "person_id": "Opened by",
        "reason": "Reason",
        "from_at": "From",
        "ends_at": "Until",
        "ended_at": "Ended",
        "seen_at": "Looked into",
        "seen_by_id": "Looked into by",
    },
    look_first=t.OTHERS,
)
DRAFT: Final = Told(
    table=m.Draft,
    title="Forms that you began",
    shown={"form": "Form", "title": "Title", "saved_at": "Last kept"},
    withheld={"payload": OF_FAMILY},
    look_first=t.OTHERS,
    looks_at=("title",),
    says={"form": plain_words},
)
SIGN_IN: Final = Told(
    table=m.SignIn,
    title="Where you signed in",
    shown={
        "device": "Browser",
        "how": "How",
        "opened_by_id": "Opened by",
        "made_at": "Signed in",
        "used_at": "Last used",
        "ends_at": "Ends by itself",
        "revoked_at": "Signed out",
        "waits_for_code": "Waits for the second step",
    },
    withheld={"token_hash": HASHED},
)
SECOND: Final = Told(
    table=m.SecondStep,
    title="Your authenticator app",
    shown={"made_at": "Begun", "confirmed_at": "In use since"},
    withheld={"secret": "The secret of your authenticator app is sealed.", "last_counter": OURS},
)
RECOVERY: Final = Told(
    table=m.RecoveryCode,
    title="Your recovery codes",
    shown={"made_at": "Made", "used_at": "Used"},
    withheld={"code_hash": HASHED},
)
IDENTITY: Final = Told(
    table=m.Identity,
    title="Your accounts that you sign in with",
    shown={
        "issuer": "Whose sign-in",
        "linked_at": "Linked",
        "used_at": "Last used",
    },
    withheld={"subject": "The number by which that sign-in knows you says nothing outside it: ask there."},
)
INVITATION: Final = Told(
    table=m.Invitation,
    title="Links to set a password",
    shown={"made_at": "Made", "ends_at": "Ended", "used_at": "Used"},
    withheld={"token_hash": HASHED},
)
FEED: Final = Told(
    table=m.FeedToken,
    title="Links of your calendar",
    shown={"feed": "What", "made_at": "Made", "revoked_at": "Ended"},
    withheld={"token_hash": HASHED},
)
READ: Final = Told(
    table=m.Confirmation,
    title="Policies that you read",
    shown={"confirmed_at": "Confirmed"},
)
MESSAGE: Final = replace(
    alerts.MESSAGE,
    title="Messages to you",
    about="",
    shown={**alerts.MESSAGE.shown, "recipient": "Where it went", "error": "Why it did not arrive"},
    withheld={
        **{k: v for k, v in alerts.MESSAGE.withheld.items() if k not in ("recipient", "error")},
        "body": "The words of a message that you were sent are about a visit and may name others who are on it.",
    },
)
