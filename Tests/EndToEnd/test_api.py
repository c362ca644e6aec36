"""The site for programs: by its own document under schemathesis, and with personal tokens."""
import re
import subprocess

import pytest
import requests

from conftest import ROOT
from test_pages import LOOKS, check, fill_in
from visitor import PASSWORD

JSON = {"Accept": "application/json"}
# What data is right is for accounts to say, not for a schema (a password can be well-formed and wrong): what both of these checks
# want to see refused or accepted is answered with 422 or 401 either way.
LEFT_OUT = ["positive_data_acceptance", "negative_data_rejection"]


@pytest.fixture
def site(make_site):
    return make_site(
        USER_ENABLE_EMAIL=1, USER_ENABLE_MULTIPLE_EMAILS=1, USER_ENABLE_INVITE_USER=1, USER_ALLOW_LOGIN_WITHOUT_CONFIRMED_EMAIL=1,
        USER_SIGN_IN_ATTEMPTS=100000, USER_MAIL_REQUESTS=100000, LOG_LEVEL="error").start()


def explore(site, fewest, *arguments, headers=(), but=()):
    """Thousands of requests, made up from the document."""
    command = [
        ROOT / ".build/venv/bin/schemathesis", "--config-file", ROOT / "Tests/EndToEnd/schemathesis.toml", "run",
        site.url + "/openapi.json", "--max-examples", "8", "--seed", "1",
        "--exclude-checks", ",".join([*LEFT_OUT, *but]), "--phases", "examples,coverage,fuzzing", "--request-timeout", "20", "--no-shrink",
        "--suppress-health-check", "all", "--generation-database", "none", "--no-color", "--continue-on-failure"]
    for name, value in {**JSON, **dict(headers)}.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, *arguments], cwd=site.folder, capture_output=True, text=True, timeout=300)
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
    assert tested and int(tested[1]) >= fewest, done.stdout
    assert "internal server error" not in site.log.lower() and "request failed" not in site.log, site.log[-3000:]
    return done.stdout


def program(site, name="ada"):
    """Somebody whose address is confirmed, signed in by JSON; and the header that what changes something needs."""
    made = site.command("users", "create", name, "--email", f"{name}@example.org", "--password-stdin", stdin=PASSWORD)
    assert made[0] == 0, made
    session = requests.Session()
    session.headers.update(JSON)
    entered = session.post(site.url + "/user/sign-in", json={"username": name, "password": PASSWORD}, timeout=30)
    assert entered.status_code == 200, entered.text
    session.headers["X-CSRF-Token"] = entered.json()["csrf_token"]
    return session


def make_token(session, site, *scopes):
    made = session.post(site.url + "/user/tokens", json={"name": "test", "scope": scopes, "days": 7}, timeout=30)
    assert made.status_code == 200, made.text
    return made.json()["token"]


def test_the_document_and_what_a_stranger_gets(site):
    explore(site, 50)


def test_what_a_token_gets(site):
    token = make_token(program(site), site, "account:read", "account:write")
    explore(
        site, 6, "--include-path-regex", "^/user/(edit_user_profile|sessions|manage-emails|tokens)$",
        headers={"Authorization": f"Bearer {token}"}, but=["ignored_auth"])  # it would send a bad cookie beside the good token


def test_what_an_administrator_gets(site):
    session = program(site)
    assert site.command("users", "add-role", "ada", "admin")[0] == 0
    cookie = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
    explore(
        site, 40, "--exclude-path-regex", "^/user/(sign-out|sessions|change-password|two-step)$",
        headers={"Cookie": cookie, "X-CSRF-Token": session.headers["X-CSRF-Token"]})
    assert session.get(site.url + "/user/sessions", timeout=30).status_code == 200, "the session outlived all of it"


def test_a_token_by_curl(site):
    """As docs/api.md has it."""
    session = program(site)
    token = make_token(session, site, "account:read")
    assert re.fullmatch(r"satchel_[a-z2-7]{58}", token)
    out = subprocess.run(
        ["curl", "-s", "-H", f"Authorization: Bearer {token}", site.url + "/user/edit_user_profile"],
        capture_output=True, text=True, timeout=30)
    assert '"account_name":"ada"' in out.stdout
    refused = requests.post(
        site.url + "/user/edit_user_profile", json={"first_name": "x"}, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    assert refused.status_code == 403 and refused.headers["WWW-Authenticate"] == (
        'Bearer error="insufficient_scope", scope="account:write"')
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert token not in site.log
    handle = session.get(site.url + "/user/tokens", timeout=30).json()["tokens"][0]["handle"]
    assert session.post(site.url + "/user/tokens", json={"revoke": handle}, timeout=30).status_code == 200
    gone = requests.get(site.url + "/user/edit_user_profile", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    assert gone.status_code == 401 and gone.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("look", LOOKS)
def test_tokens_in_a_browser(make_site, open_page, look):
    site = make_site().start()
    page = open_page(**LOOKS[look])
    page.goto(site.url + "/user/register")
    fill_in(page, "ada")
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_text("Welcome, ada").wait_for()
    page.goto(site.url + "/user/edit_user_profile")
    page.get_by_role("link", name="Tokens for programs").click()
    check(page, f"{look}-tokens-none")
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("alert").wait_for()
    check(page, f"{look}-tokens-wrong")
    page.get_by_label("What is it for?").fill("backup script")
    page.get_by_label("Read your profile").check()
    page.get_by_role("button", name="Make the token").click()
    page.get_by_text("Copy it now").wait_for()
    check(page, f"{look}-tokens")
    assert re.search(r"satchel_[a-z2-7]{58}", page.get_by_role("status").inner_text())
    page.get_by_role("button", name="Revoke the token backup script").click()
    page.get_by_text("is revoked").wait_for()


def test_the_document_can_be_switched_off(make_site):
    assert make_site(SATCHEL_OPENAPI=0).start().visitor().get("/openapi.json").status_code == 404
