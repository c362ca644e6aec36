"""Taking one's data along and leaving: Chromium, a real mail server, the process's own background jobs, the command line."""
import json
import sqlite3
import time

import pytest

from mail_server import MailServer, link
from test_pages import LOOKS, check
from visitor import PASSWORD, hidden_fields


@pytest.fixture
def mail():
    with MailServer() as server:
        yield server


@pytest.fixture
def mail_site(make_site, mail):
    site = make_site(**mail.settings).start()
    for name in ("ada", "bob"):
        made = site.command("users", "create", name, "--email", f"{name}@example.org", "--password-stdin", stdin=PASSWORD)
        assert made[0] == 0, made
    return site


def rows(site, sql):
    with sqlite3.connect(site.folder / "site.sqlite") as database:
        return database.execute(sql).fetchall()


def wait_for(site, sql, expected, seconds=40):
    deadline = time.monotonic() + seconds
    while rows(site, sql) != expected:
        assert time.monotonic() < deadline, (rows(site, sql), site.log[-2000:])
        time.sleep(0.05)


def enter(page, site):
    page.goto(site.url + "/user/sign-in?next=/user/edit_user_profile")
    page.locator("#username").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/user/edit_user_profile")


@pytest.mark.parametrize("look", LOOKS)
def test_the_whole_way_in_a_browser(mail_site, mail, open_page, look):
    page = open_page(**LOOKS[look])
    enter(page, mail_site)
    page.get_by_role("link", name="Your data").click()
    check(page, f"{look}-your-data")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    assert download.value.suggested_filename == "ada.json"
    taken = json.loads(open(download.value.path(), encoding="utf-8").read())
    assert taken["account"]["email"] == "ada@example.org" and len(taken["sessions"]) == 1
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_text("Your account will be deleted (14 days from now)").wait_for()
    check(page, f"{look}-leaving")
    path = link(mail.wait_for("ada@example.org", "your account will be deleted"))
    page.goto(path)
    check(page, f"{look}-keep-account")
    page.get_by_role("button", name="Keep my account").click()
    page.get_by_text("Your account stays. Sign in as before.").wait_for()
    page.goto(path)
    check(page, f"{look}-keep-account-over")

    enter(page, mail_site)
    page.goto(mail_site.url + "/user/your-data")
    page.get_by_role("button", name="Delete my account").click()
    enter(page, mail_site)
    assert page.get_by_text("You signed in, so it stays.").is_visible()
    check(page, f"{look}-stays")


def test_the_account_is_gone_when_the_time_is_over(mail_site, mail):
    mail_site.terminate()
    mail_site.environment["USER_DELETE_ACCOUNT_DELAY"] = "1"
    mail_site.start()
    ada = mail_site.visitor()
    assert ada.sign_in("ada").status_code == 303
    page = ada.get("/user/your-data").text
    assert ada.post("/user/your-data/delete", hidden_fields(page, "/user/your-data/delete")).status_code == 303
    wait_for(mail_site, "SELECT username FROM users", [("bob",)])
    assert rows(mail_site, "SELECT count(*) FROM user_sessions WHERE user_id = 1") == [(0,)]
    told = rows(mail_site, "SELECT action, username FROM audit_log ORDER BY id DESC LIMIT 1")
    assert told[0][0] == "account deleted" and told[0][1].startswith("gone-")
    assert "ada" not in str(rows(mail_site, "SELECT * FROM audit_log"))
    assert mail_site.visitor().sign_in("bob").status_code == 303


def test_operators_export_delete_and_keep(mail_site):
    code, out, _ = mail_site.command("users", "export", "ada")
    assert code == 0 and json.loads(out)["account"]["username"] == "ada"
    assert mail_site.command("users", "delete", "ada")[1] == "ada is switched off, and will be deleted\n"
    assert mail_site.visitor().sign_in("ada").status_code == 422
    assert mail_site.command("users", "keep", "ada")[1] == "ada stays\n"
    assert mail_site.command("users", "keep", "ada")[1] == "ada was not to be deleted\n"
    assert mail_site.visitor().sign_in("ada").status_code == 303
    assert mail_site.command("users", "delete", "ada", "--now")[1] == "deleted ada\n"
    assert rows(mail_site, "SELECT username FROM users") == [("bob",)]
    code, _, errors = mail_site.command("users", "delete", "ada")
    assert code == 1 and "ada" in errors
