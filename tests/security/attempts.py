"""What is attempted against a running Homeward; each returns what it got open, as sentences (tests/security/owasp.py)."""

import re
import socket
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx2

from tests.security.attacked import Attacked
from tests.security.pages import line

Found = list[str]
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
UNKNOWN = "11111111-1111-4111-8111-111111111111"
INJECTED = (
    "' OR '1'='1",
    "1;DROP TABLE visits--",
    '" OR ""="',
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "%00",
    "\r\nSet-Cookie: a=b",
    "a" * 6_000,
)
EXPORTS = ("/exports/visits.csv", "/exports/alerts.csv", "/exports/audit.csv", "/exports/attendance.csv")
TELLING = ("Traceback", "sqlalchemy", "sqlite3", "site-packages", 'File "', "jinja2", "uvicorn", "starlette.")


PAGES = ("live", "visit", "risk", "briefing", "audit", "alerts", "people", "imports", "log_visit")


def _family_pages(server: Attacked, account: str, pages: Sequence[str] = PAGES) -> Found:
    """Pages, by the websocket, plainly and with the id of somebody else's visit."""
    visit = server.ids("visits")[0]
    found = []
    with line(server.url, cookie=server.cookie(account)) as opened:
        for page in pages:
            for query in ("", f"visit={visit}"):
                names = server.families_in(opened.open(page, query=query))
                found += [f"{account} sees {len(names)} families at /{page}?{query}"] if names else []
    return found


def _exports(server: Attacked, account: str) -> Found:
    found = []
    with server.http(account) as http:
        for path in EXPORTS:
            for query in (
                "",
                f"?school={server.ids('schools')[0]}",
                f"?table=visits&school={UNKNOWN}",
                "?all=true",
            ):
                answer = http.get(path + query)
                if server.families_in(answer.text):
                    found.append(f"{account} gets families from {path}{query}")
    return found


def governor_sees_no_family(server: Attacked) -> Found:
    return _family_pages(server, "governor") + _exports(server, "governor")


def administrator_sees_no_family(server: Attacked) -> Found:
    return _family_pages(server, "admin", ("visit", "people", "imports")) + _exports(server, "admin")


def stranger_gets_nothing(server: Attacked) -> Found:
    found = []
    paths = (
        "/",
        "/live",
        "/out",
        "/board",
        *EXPORTS,
        "/media/x.csv",
        "/%2e%2e/app.py",
        "/..;/live",
        "//live",
    )
    with server.http() as http:
        for path in paths:
            answer = http.get(path)
            if answer.status_code not in (303, 400, 404) or server.families_in(answer.text):
                found.append(f"a stranger gets {answer.status_code} at {path}")
        for header in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-User", "X-HTTP-Method-Override"):
            opened = http.get("/live", headers={header: "/livez"}).status_code != 303
            found += [f"{header} opens a page"] if opened else []
    return found


def secrets_are_kept_well(server: Attacked) -> Found:
    found = []
    token = server.cookie("dsl").partition("=")[2]
    if server.holds(token):
        found.append("a session's token stands in the database as it is")
    if not all(text.startswith("$argon2id$") for text in server.hashes()):
        found.append("a password is kept by something other than argon2id")
    with server.http() as http:
        cookies = http.get("/sign-in").headers.get_list("set-cookie")
    for cookie in cookies:
        well = "HttpOnly" in cookie and "SameSite=lax" in cookie
        found += [] if well else [f"a cookie a script can read: {cookie.partition('=')[0]}"]
    return found


def nothing_is_injected(server: Attacked) -> Found:
    found = []
    with server.http("dsl") as http:
        for text in INJECTED:
            for path in (*EXPORTS, "/sign-in", "/policies.ics", "/out", "/set-password/x", "/ack/x"):
                given = dict.fromkeys(
                    ("school", "visit", "q", "table", "next", "said", "token", "from"), text
                )
                answer = http.get(path, params=given)
                found += _told(answer, f"{path} with {text[:12]!r}")
                if answer.text.strip() == "49" or "a=b" in str(answer.headers.get_list("set-cookie")):
                    found.append(f"{path} ran {text[:12]!r}")
                if "<script>alert(1)" in answer.text or "root:x:" in answer.text:
                    found.append(f"{path} gave {text[:12]!r} back as it is")
    return found


def wrong_passwords_are_slowed_down(server: Attacked) -> Found:
    with server.http() as http:
        codes = [sign_in(http, "deputy@homeward.example", f"wrong {n}").status_code for n in range(8)]
        unknown = sign_in(http, "nobody-here@homeward.example", "wrong").text
        known = sign_in(http, "trust@homeward.example", "wrong").text
    found = [] if 429 in codes else [f"eight wrong passwords in a row: {codes}"]
    said = [re.sub(r'value="[^"]*"', "", text) for text in (unknown, known)]
    return found + ([] if said[0] == said[1] else ["the sign-in page tells which accounts there are"])


def nothing_is_left_switched_on(server: Attacked) -> Found:
    found = []
    paths = (
        "/docs", "/redoc", "/openapi.json", "/.git/config", "/.env", "/app.py", "/var/homeward.db", "/static/",
        "/_stcore/agent/openapi.json", "/_stcore/metrics", "/_stcore/script-health-check", "/debug", "/console",
    )  # fmt: skip
    with server.http("dsl") as http:
        for path in paths:
            answer = http.get(path)
            if answer.status_code == 200 and "<title>Streamlit</title>" not in answer.text:
                found.append(f"{path} answers {answer.text[:40]!r}")
        answer = http.get("/about")
        for name in (
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "permissions-policy",
        ):
            found += [] if name in answer.headers else [f"no {name}"]
        for method in ("TRACE", "CONNECT", "PROPFIND"):
            if http.request(method, "/live").status_code < 400:
                found.append(f"{method} is answered")
        allowed = http.get("/about", headers={"Origin": "https://elsewhere.example"}).headers
        found += ["another site may read answers"] if "access-control-allow-origin" in allowed else []
    return found


def versions_are_not_told(server: Attacked) -> Found:
    with server.http() as http:
        told = [http.get(path).headers.get("server", "") for path in ("/sign-in", "/livez")]
        other = [
            name for name in http.get("/sign-in").headers if name.startswith(("x-powered", "x-streamlit"))
        ]
    return [f"a version in the header server: {one}" for one in told if re.search(r"\d", one)] + other


def sessions_hold(server: Attacked) -> Found:
    found = []
    cookie = server.cookie("slt")
    with server.http_with(cookie) as http:
        page = http.get("/sign-out")
        http.post(
            "/sign-out", data={"form_token": _token(page)}, headers={"Cookie": _with_form(cookie, page)}
        )
    with server.http_with(cookie) as again:
        if again.get("/sign-out").status_code != 303:
            found.append("a session that was signed out goes on")
    with server.http() as http:
        http.cookies.set("homeward", "fixed-by-a-stranger")
        if sign_in(http, "visitor@homeward.example", server.password).cookies.get("homeward") in (
            None,
            "fixed-by-a-stranger",
        ):
            found.append("a session's token was chosen by somebody else, or none was given")
    return found


def what_comes_in_is_checked(server: Attacked) -> Found:
    """A form that is signed by nobody, and a link that was made up."""
    found = []
    with server.http("dsl") as http:
        for path in ("/out", "/board", "/sign-out"):
            answer = http.post(path, data={"form_token": "eyJhIjoxfQ.x", "do": "danger"})
            found += (
                []
                if answer.status_code == 403
                else [f"{path} takes a form of nobody's: {answer.status_code}"]
            )
        for path in ("/ack/eyJhIjoxfQ.x", "/set-password/x", "/policies.ics?token=x"):
            answer = http.get(path)
            found += ["a made-up link opens something"] if server.families_in(answer.text) else []
    with line(server.url) as opened:
        opened.socket.send(b"\x80\x04\x95pickle")
        found += [] if "signed out" in opened.open("live") else ["a broken message ends the websocket"]
    return found


def refusals_are_on_record(server: Attacked) -> Found:
    before = server.count("audit")
    with line(server.url, cookie=server.cookie("visitor")) as opened:
        opened.open("audit")
    with server.http("visitor") as http:
        http.get("/exports/audit.csv")
    return [] if server.count("audit") > before else ["a refused try leaves no entry in the audit"]


def the_log_names_nobody(server: Attacked) -> Found:
    said = "\n".join(server.server.log)
    return [f"{len(found)} families in the log"] if (found := server.families_in(said)) else []


def nothing_is_fetched_for_anybody(server: Attacked) -> Found:
    """A listener of our own waits for a call that must not come."""
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        waiting.listen()
        waiting.settimeout(0.5)
        there = f"http://127.0.0.1:{waiting.getsockname()[1]}/"
        with server.http("dsl") as http:
            for path in ("/sign-in", "/out", "/policies.ics", *EXPORTS):
                http.get(path, params={"next": there, "url": there, "school": there, "webhook": there})
            away = http.get("/sign-in", params={"next": there}).headers.get("location", "/")
        try:
            waiting.accept()
        except TimeoutError:
            return [] if not urlsplit(away).netloc else ["signing in leads to another site"]
        return ["an address that was given was asked"]


def failures_say_nothing(server: Attacked) -> Found:
    found = []
    with server.http("dsl") as http:
        for path, given in (
            ("/sign-in", {"content": b"\xff" * 200}),
            ("/out", {"content": b"x" * 100_000}),
            ("/board", {"data": {f"f{n}": "x" for n in range(500)}}),
            ("/sign-in", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        ):
            found += _told(http.post(path, **given), path)
        for path in (
            "/exports/alerts.csv?from=9999-99-99",
            "/exports/visits.csv?school=%ff",
            "/visit?visit=%00",
        ):
            found += _told(http.get(path), path)
    with server.http() as http:
        started = time.monotonic()
        http.get("/sign-in?next=" + "/" * 6_000)
        found += ["a long address is slow"] if time.monotonic() - started > 5 else []
    return found


def sign_in(http: httpx2.Client, email: str, password: str) -> httpx2.Response:
    """Send the sign-in form as its page sends it."""
    page = http.get("/sign-in")
    return http.post("/sign-in", data={"form_token": _token(page), "email": email, "password": password})


def _token(page: httpx2.Response) -> str:
    found = TOKEN.search(page.text)
    assert found, "no form on this page"
    return found[1]


def _with_form(cookie: str, page: httpx2.Response) -> str:
    return "; ".join([cookie, *(f"{name}={value}" for name, value in page.cookies.items())])


def _told(answer: httpx2.Response, where: str) -> Found:
    """What an answer tells of Homeward's inside, or that it failed."""
    found = [f"{where}: {answer.status_code}"] if answer.status_code >= 500 else []
    return found + [f"{where} tells of {word}" for word in TELLING if word in answer.text]
