"""The frame of a message: where to go, the alert's number, and one line for a subject."""

from uuid import UUID

from reports.messages import SIGN_OFF, letter

ALERT = UUID(int=7)


def test_a_letter_leads_to_the_board_and_carries_the_alerts_number() -> None:
    made = letter(
        subject="Overdue", body="Nobody has heard.", alert_id=ALERT, link="https://visits.school.example/"
    )
    assert made.text == (
        "Nobody has heard.\n\n"
        "Open the board: https://visits.school.example/\n\n"
        f"Alert {ALERT}\n\n{SIGN_OFF}\n"
    )


def test_without_a_public_address_it_says_where_to_look() -> None:
    made = letter(subject="Review", body="Due.")
    assert "Open Homeward" in made.text
    assert "Alert" not in made.text


def test_a_subject_is_one_line_whatever_is_in_it() -> None:
    made = letter(subject="Overdue:\r\nBcc: everybody@school.example", body="Due.")
    assert made.subject == "Overdue: Bcc: everybody@school.example"
