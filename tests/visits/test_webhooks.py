"""Whatever address somebody types, only a host that the installation names is asked, and only by https."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.webhooks import NotAllowed, Workflow, teams_host, webhook_host, workflow_of

NAMED = ("hooks.school.example", "pager.school.example:8443", "127.0.0.1:8080", "plain.school.example:80")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://hooks.school.example/a?b=c", "hooks.school.example"),
        ("https://hooks.school.example:443/a", "hooks.school.example"),
        ("https://HOOKS.School.Example/a", "hooks.school.example"),
        ("https://pager.school.example:8443/", "pager.school.example"),
        ("http://127.0.0.1:8080/hook", "127.0.0.1"),
        ("https://127.0.0.1:8080/hook", "127.0.0.1"),
    ],
)
def test_a_host_that_is_named_may_be_asked(address: str, host: str) -> None:
    assert webhook_host(address, NAMED) == host


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.school.example/a",
        "http://hooks.school.example:443/a",
        "http://plain.school.example/a",
        "https://pager.school.example/",
        "https://hooks.school.example:8443/",
        "https://127.0.0.1/",
        "http://127.0.0.1:8081/",
        "http://127.1:8080/",
        "http://2130706433:8080/",
        "http://[::1]:8080/",
        "http://localhost:8080/",
        "https://evil.example/?https://hooks.school.example",
        "https://evil.example#@hooks.school.example",
        "https://hooks.school.example:pass@evil.example/",
        "https://hooks.school.example@evil.example/",
        "https://hooks.school.example.evil.example/",
        "https://hooks.school.example./",
        "https://evil.example\\@hooks.school.example/",
        "https://hooks.school.example\t.evil.example/",
        " https://hooks.school.example/",
        "//hooks.school.example/",
        "file:///etc/passwd",
        "gopher://hooks.school.example/",
        "https://",
        "",
        "https://hooks.school.example:99999/",
    ],
)
def test_nothing_else_may(address: str) -> None:
    with pytest.raises(NotAllowed) as why:
        webhook_host(address, NAMED)
    assert str(why.value).endswith(".")


def test_teams_hosts_are_microsofts_by_their_whole_ending_and_by_https() -> None:
    assert teams_host("https://prod-1.westeurope.logic.azure.com/x", ()).endswith(".logic.azure.com")
    for address in (
        "https://logic.azure.com/",
        "https://evil-logic.azure.com/",
        "https://a.logic.azure.com.evil.example/",
        "http://a.logic.azure.com/",
        "https://a.logic.azure.com:8443/",
    ):
        with pytest.raises(NotAllowed):
            teams_host(address, ())


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_host_that_is_named_or_refused(typed: str) -> None:
    for address in (typed, f"https://{typed}", f"https://hooks.school.example{typed}"):
        try:
            assert webhook_host(address, NAMED[:1]) == "hooks.school.example"
        except NotAllowed:
            continue


def test_of_a_workflows_address_only_its_parts_count() -> None:
    end = "/workflows/ab-1/triggers/manual/paths/invoke?api-version=2016-06-01&sig=S_g&template=/etc/passwd"
    assert workflow_of(f"https://a.logic.azure.com{end}") == Workflow(
        id="ab-1", signature="S_g", version="2016-06-01", power_automate=False, route=None
    )
    automate = f"https://a.api.powerplatform.com/powerautomate/automations/direct/cu/07{end}"
    found = workflow_of(automate)
    assert (found.power_automate, found.route, found.id) == (True, "07", "ab-1")
    for address in (
        "https://a.logic.azure.com/",
        f"https://a.logic.azure.com/x{end}",
        automate.split("?")[0],
    ):
        with pytest.raises(NotAllowed, match="not the whole address"):
            workflow_of(address)
