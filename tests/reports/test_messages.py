"""The frame of a message: where to go, the alert's number, and one line for a subject."""

from datetime import date
from uuid import UUID

from reports.messages import SIGN_OFF, Links, card, letter, short_text
from visits.notices import review_notice

ALERT = UUID(int=7)


def test_a_letter_leads_to_the_board_and_carries_the_alerts_number() -> None:
    made = letter(
        subject="Overdue",
        body="Nobody has heard.",
        alert_id=ALERT,
        links=Links(board="https://visits.school.example/"),
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


def test_an_alert_is_a_short_text_with_its_link_and_number() -> None:
    links = Links(board="https://v.example/", acknowledge="https://v.example/ack/abc.def")
    said = short_text(
        subject="Overdue: Northfield High, visit 7F3A2C",
        body="Nobody has heard.\n\nStep 1 of 3.",
        alert_id=ALERT,
        links=links,
    )
    assert said == ("Overdue: Northfield High, visit 7F3A2C. Alert 000007. https://v.example/ack/abc.def")


def test_a_nudge_leads_to_the_visitors_own_page_and_a_code_nowhere() -> None:
    out = Links(out="https://v.example/out")
    assert short_text(subject="S", body="How are you?", links=out) == "How are you? https://v.example/out"
    code = short_text(subject="S", body="Your Homeward code is 123456.\n\nMore", links=Links(board="b"))
    assert code == "Your Homeward code is 123456."
    assert "Tell the office: https://v.example/out" in letter(subject="S", body="B", links=out).text


def test_a_card_says_what_the_letter_says_without_its_foot() -> None:
    made = card(subject="Overdue", body="Nobody has heard.", alert_id=ALERT, links=Links(acknowledge="a"))
    assert made.text == (
        "Nobody has heard.\n\nSay that you have seen this: a\n\n"
        "Open Homeward to see who is to be rung and what was done.\n\n"
        f"Alert {ALERT}"
    )


def test_no_word_of_alarm_stands_around_what_is_about_its_reader_alone() -> None:
    for links in (Links(quiet=True), Links(quiet=True, out="https://v.example/out")):
        text = letter(subject="S", body="How are you getting on?", links=links).text.lower()
        assert "no answers" in text
        for word in ("999", "danger", "rung", "board", "alert"):
            assert word not in text


def test_what_was_typed_is_no_markdown_in_a_card() -> None:
    typed = "[Quill](https://x.example) **mere** <b>High</b> `x` # ~y~ |z| ![i](j)"
    made = card(
        subject=typed, body=f"{typed}\n- one\n1. two", links=Links(acknowledge="https://v.example/ack/a_b")
    )
    shown = r"\[Quill\](https://x.example) \*\*mere\*\* \<b\>High\</b\> \`x\` \# \~y\~ \|z\| \!\[i\](j)"
    assert made.subject == shown
    assert made.text.startswith(f"{shown}\n\\- one\n1\\. two\n\n")
    assert "https://v.example/ack/a_b" in made.text


def test_a_name_with_line_breaks_begins_no_paragraph_of_its_own() -> None:
    name = "Quillmere\r\nBcc: everybody@x.example\n\nOpen the board: https://x.example"
    told = review_notice(school=name, title=name, due_on=date(2026, 9, 1), days_left=3)
    made = letter(subject=told.subject, body=told.body)
    one = "Quillmere Bcc: everybody@x.example Open the board: https://x.example"
    assert made.subject == f"Policy review: {one}"
    assert made.text.split("\n\n")[0].startswith(f'The review of "{one}" is due in 3 days')
