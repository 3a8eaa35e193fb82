"""What the audit's entries say, in words that a headteacher uses. A command without words here fails a test."""

from collections.abc import Mapping
from typing import Final

TOPICS: Final[Mapping[str, str]] = {
    "visit": "Visits: planned, authorised, looked at",
    "word": "Calls and check-ins",
    "alert": "Alerts and emergencies",
    "record": "Write-ups, concerns, incidents",
    "household": "Homes: looked at, searched for, marked",
    "list": "Lists that were looked through",
    "table": "Tables taken away as a file",
    "briefing": "Emergency briefings",
    "risk": "Risk assessments",
    "task": "Tasks",
    "watch": "Who watches",
    "duty": "Hours of duty",
    "cover": "Cover",
    "school": "What a school has set",
    "policy": "Policies",
    "review": "Policies' reviews",
    "people": "People and roles",
    "session": "Signing in and out",
    "way": "Ways to be reached",
    "message": "Messages",
    "import": "Imports",
    "draft": "Forms that were begun",
    "feed": "Calendar links",
    "deadline": "Deadlines",
    "audit": "The audit itself",
}
"""What a command's name begins with."""

COMMAND_WORDS: Final[Mapping[str, str]] = {
    "alert.acknowledge": "Took an alert on",
    "alert.acknowledge_by_link": "Took an alert on, by the link of a message",
    "alert.cause_for_concern": "Said that there is cause for concern",
    "alert.drill": "Began a drill",
    "alert.emergency": "Raised an emergency",
    "alert.heard": "Wrote down what was heard",
    "alert.name_visit": "Named the visit of an emergency",
    "alert.police_called": "Recorded a call to the police",
    "alert.police_told": "Recorded that the police know it is over",
    "alert.raise": "Raised an alert",
    "alert.record_step": "Recorded what came of a step",
    "alert.remind": "Reminded of an alert",
    "alert.set_reminder_aside": "Put off a reminder that failed",
    "alert.stand_down": "Stood an alert down",
    "audit.anchor": "Sent the end of the audit off the machine",
    "briefing.read": "Read an emergency briefing",
    "cover.accept": "Agreed to stand in",
    "cover.end": "Ended cover",
    "cover.give": "Asked somebody to stand in",
    "deadline.set_aside": "Put off a deadline that failed",
    "draft.discard": "Threw a begun form away",
    "draft.save": "Kept a begun form",
    "duty.set_hours": "Set hours of duty",
    "feed.make": "Made a calendar link",
    "feed.revoke": "Ended a calendar link",
    "household.add_flag": "Marked a home",
    "household.end_flag": "Ended a home's mark",
    "household.read": "Looked at a home",
    "household.search": "Searched for a home or pupil",
    "import.attendance": "Imported attendance marks",
    "import.pupils": "Imported pupils",
    "import.staff": "Imported staff",
    "list.read": "Looked through a list",
    "message.leave": "Gave up passing a message on",
    "message.pass_on": "Passed a message on",
    "people.add": "Added somebody",
    "people.change": "Changed somebody's details",
    "people.change_own_mobile": "Changed their own mobile",
    "people.change_password": "Changed their password",
    "people.end_role": "Ended a role",
    "people.first_administrator": "Became the first administrator",
    "people.first_administrator_link": "Made the first administrator's link",
    "people.give_role": "Gave a role",
    "people.invite": "Invited somebody",
    "people.leave": "Recorded that somebody leaves",
    "people.set_password_by_link": "Set a password by a link",
    "people.set_pin": "Set a PIN",
    "policy.adopt": "Adopted a policy",
    "policy.confirm": "Confirmed having read the policy",
    "record.close": "Closed a visit",
    "record.follow_up": "Set a further visit",
    "record.raise_concern": "Raised a safeguarding concern",
    "record.report_incident": "Reported an incident",
    "record.review_unauthorised": "Looked into a visit that left unauthorised",
    "record.take_concern": "Took a concern on",
    "record.write_up": "Wrote a visit up",
    "review.remind": "Reminded of a policy's review",
    "risk.assess": "Assessed a home's risks",
    "risk.assess_standing": "Assessed working alone",
    "risk.not_known_yet": "Put a risk assessment off",
    "risk.sign": "Signed a risk assessment",
    "school.add": "Added a school",
    "school.closed_today": "Closed the school for a day",
    "school.open_again": "Opened the school again on a day it was closed",
    "school.phrase_told": "Recorded who was told the code phrase",
    "school.read_code_phrase": "Looked at the code phrase",
    "school.set": "Changed the school's settings",
    "school.set_code_phrase": "Changed the code phrase",
    "session.open_board": "Opened a shared board",
    "session.sign_in": "Signed in",
    "session.sign_out": "Signed out",
    "session.sign_out_device": "Signed out a device",
    "session.sign_out_everywhere": "Signed out everywhere",
    "session.use_pin": "Used a PIN at a shared board",
    "table.export": "Took a table away as a file",
    "task.finish": "Finished a task",
    "visit.authorise": "Authorised a visit",
    "visit.cancel": "Cancelled a visit",
    "visit.change": "Changed a visit",
    "visit.decline": "Declined a visit",
    "visit.drop_nudge": "Left out a reminder that failed",
    "visit.leave_unauthorised": "Recorded a visit that had left unauthorised",
    "visit.left_before_authorised": "Recorded that a visit left before it was authorised",
    "visit.log": "Asked for a visit",
    "visit.log_ended": "Logged a visit that had ended",
    "visit.nudge": "Reminded a visitor to call",
    "visit.read": "Looked at a visit",
    "visit.visitor_declines": "Said that they will not go",
    "watch.answer": "Answered an offer of the watch",
    "watch.end": "Went off watch",
    "watch.offer": "Offered the watch",
    "watch.resume": "Went on watching after a gap",
    "watch.take": "Took the watch",
    "watch.withdraw": "Took back an offer of the watch",
    "way.confirm": "Confirmed a way to be reached",
    "way.remove": "Removed a way to be reached",
    "way.set": "Set a way to be reached",
    "word.arrive": "Recorded an arrival",
    "word.back": "Recorded a return to school",
    "word.home": "Recorded that they are home",
    "word.leave": "Recorded leaving a stop",
    "word.more_time": "Gave more time",
    "word.not_made": "Recorded that a stop was not made",
    "word.sign_out": "Signed a visit out",
    "word.well": "Recorded a call: all well",
}

CHOICES: Final = ("", *(f"{topic}." for topic in TOPICS), *COMMAND_WORDS)
"""What can be searched for: everything, a topic, or one command."""

OUTCOME_WORDS: Final[Mapping[str, str]] = {"change": "Done", "read": "Looked at", "refused": "Refused"}

REFUSED_WORDS: Final[Mapping[str, str]] = {
    "NotPermitted": "no permission",
    "Stale": "somebody else had changed it meanwhile",
    "Refused": "not possible as things stood",
}

PAGE_WORDS: Final[Mapping[str, str]] = {
    "absent_child": "Absent child",
    "alerts": "Alerts",
    "assessments": "Risk assessments",
    "audit": "Audit",
    "authorise": "Authorise",
    "briefing": "Emergency briefing",
    "live": "Live visits",
    "log_visit": "Log a visit",
    "my_visits": "My visits",
    "risk": "Home and its risks",
    "visit": "Visit",
}


def command_words(command: str) -> str:
    """What was done. A command of an older version that is no longer there stands by its own name."""
    return COMMAND_WORDS.get(command, command.replace(".", ": ").replace("_", " "))


def choice_words(choice: str) -> str:
    """One of `CHOICES` as people read it in a list."""
    if not choice:
        return "Everything"
    return TOPICS[choice[:-1]] if choice.endswith(".") else f"Only: {COMMAND_WORDS[choice]}"


def topic_of(command: str) -> str:
    """What a command's name begins with: `visit` of `visit.log`."""
    return command.partition(".")[0]
