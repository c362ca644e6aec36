"""Accounts by mail: the site as a process, a real SMTP server with TLS, Chromium."""
import sqlite3

import pytest

from mail_server import MailServer, html, link, text
from test_pages import LOOKS, check, shoot
from visitor import PASSWORD


@pytest.fixture
def mail():
    with MailServer("--tls", "starttls", "--auth", "site:a mail password") as server:
        yield server


@pytest.fixture
def mail_site(make_site, mail):
    return make_site(
        **mail.settings, MAIL_USE_TLS=1, MAIL_USERNAME="site", MAIL_PASSWORD="a mail password", MAIL_CA_FILE=mail.facts["CA"],
        USER_ENABLE_INVITE_USER=1, USER_INVITE_ROLE="host", USER_ENABLE_MULTIPLE_EMAILS=1).start()


def press(page):
    page.get_by_role("main").get_by_role("button").last.click()


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"#{name}").fill(value)
    press(page)


@pytest.mark.parametrize("look", LOOKS)
def test_the_whole_way_in_a_browser(mail_site, mail, open_page, look):
    page = open_page(**LOOKS[look], java_script_enabled=True)
    shots = iter(range(100))

    def shown(name):
        check(page, f"mail-{look}-{next(shots):02d}-{name}")

    page.goto(mail_site.url + "/user/register")
    shown("register")
    fill(page, username="ada", email="not an address", password=PASSWORD)
    shown("register-wrong")
    fill(page, email="ada@example.org", password=PASSWORD)
    shown("registered")
    fill(page, username="ada@example.org", password=PASSWORD)
    shown("unconfirmed")

    page.goto(link(mail.wait_for("ada@example.org", "confirm your mail address")))
    shown("confirm")
    press(page)
    assert page.get_by_text("is confirmed, and you are signed in").is_visible()
    mail.wait_for("ada@example.org", "Welcome")
    page.get_by_role("navigation").get_by_role("button", name="Sign out").click()

    page.goto(mail_site.url + "/user/sign-in")
    shown("sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    shown("forgot")
    fill(page, email="ada@example.org")
    shown("forgot-sent")
    reset = link(mail.wait_for("ada@example.org", "a new password"))
    page.goto(reset)
    shown("reset")
    fill(page, new_password="an even finer password")
    assert page.get_by_text("You have a new password, and you are signed in").is_visible()
    mail.wait_for("ada@example.org", "password was changed")
    page.goto(reset)
    shown("link-is-over")

    page.goto(mail_site.url + "/user/edit_user_profile")
    fill(page, first_name="Ada", last_name="Lovelace")
    shown("profile")
    page.get_by_role("link", name="Change your mail address").click()
    shown("change-email")
    fill(page, new_email="countess@example.org", old_password="an even finer password")
    page.goto(link(mail.wait_for("countess@example.org", "confirm your new mail address")))
    press(page)
    assert "is countess@example.org from now on" in text(mail.wait_for("ada@example.org", "address was changed"))

    page.goto(mail_site.url + "/user/manage-emails")
    fill(page, email="second@example.org", old_password="an even finer password")
    page.goto(link(mail.wait_for("second@example.org", "confirm your mail address")))
    press(page)
    page.goto(mail_site.url + "/user/manage-emails")
    shown("addresses")
    page.get_by_role("link", name="Make second@example.org the main address").click()
    shown("make-main")
    page.goto(mail_site.url + "/user/change-username")
    shown("change-username")
    page.goto(mail_site.url + "/user/change-password")
    shown("change-password")
    invite(page, mail_site, mail, shown)


def invite(page, site, mail, shown):
    assert site.command("users", "add-role", "ada", "host")[0] == 0
    page.goto(site.url + "/user/invite")
    shown("invite")
    fill(page, email="bob@example.org")
    invitation = mail.wait_for("bob@example.org", "ada invites you")
    page.get_by_role("navigation").get_by_role("button", name="Sign out").click()
    page.goto(link(invitation))
    shown("invited")
    fill(page, username="bob", password=PASSWORD)
    page.goto(site.url + "/members")
    assert page.get_by_role("main").get_by_text("bob", exact=True).is_visible()


def test_the_mails_as_people_see_them(mail_site, mail, open_page):
    visitor = mail_site.visitor()
    visitor.submit("/user/register", {"username": "ada", "email": "ada@example.org", "password": PASSWORD})
    message = mail.wait_for("ada@example.org", "confirm")
    assert message["from"].addresses[0].addr_spec == "site@club.example"
    assert link(message) in html(message)
    page = open_page(**LOOKS["mobile"])
    page.set_content(html(message))
    shoot(page, "mail-message")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_without_a_server_a_developer_sees_the_mails(make_site, open_page):
    site = make_site(USER_ENABLE_EMAIL=1).start()
    visitor = site.visitor()
    visitor.submit("/user/register", {"username": "ada", "email": "ada@example.org", "password": PASSWORD})
    page = open_page(**LOOKS["desktop"])
    for _ in range(200):
        page.goto(site.url + "/dev/mail")
        if page.get_by_role("link", name="confirm your mail address").count():
            break
    check(page, "dev-mail")
    page.get_by_role("link", name="confirm your mail address").click()
    check(page, "dev-mail-message")
    assert "ada@example.org" in site.log
    elsewhere = visitor.get("/dev/mail", headers={"Host": "evil.example"})
    assert elsewhere.status_code == 404


def test_a_production_site_says_what_its_mails_need(make_site):
    site = make_site(USER_ENABLE_EMAIL=1, SATCHEL_ENV="production")
    code, log = site.start_refused()
    assert code != 0
    for name in ["MAIL_SERVER", "USER_EMAIL_SENDER_EMAIL", "BASE_URL"]:
        assert name in log
    code, log = make_site(USER_ENABLE_USERNAME=0).start_refused()
    assert code != 0 and "people need one of them" in log


def test_mails_survive_a_server_that_is_away_and_a_site_that_ends(make_site):
    with MailServer("--fail", "data=451@1") as server:
        site = make_site(**server.settings).start()
        site.visitor().submit("/user/register", {"username": "ada", "email": "ada@example.org", "password": PASSWORD})
        while "a mail was not sent" not in site.log:
            assert site.process.poll() is None
        site.kill()
        with sqlite3.connect(site.folder / "site.sqlite") as database:
            database.execute("UPDATE mail_outbox SET due_at = 0")
        site.start()
        assert "confirm" in server.wait_for("ada@example.org", "confirm")["subject"]
        assert site.terminate() == 0
