"""Passkeys in Chromium, with its virtual authenticator: a device with a fingerprint reader, as the browser sees one."""
import sqlite3

import pytest

from mail_server import MailServer, link, text
from test_pages import LOOKS, check, fill_in, shoot
from visitor import PASSWORD


class Authenticator:
    """A built-in authenticator of one page; it outlives navigations."""

    def __init__(self, page, **more):
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True, **more}
        self.id = self.send("addVirtualAuthenticator", options=options)["authenticatorId"]

    def send(self, method, **parameters):
        return self.devtools.send(f"WebAuthn.{method}", parameters)

    @property
    def credentials(self):
        return self.send("getCredentials", authenticatorId=self.id)["credentials"]

    def recognizes(self, user):
        self.send("setUserVerified", authenticatorId=self.id, isUserVerified=user)

    def put_back(self, count):
        """The counter of the one credential, as in a copy that was made before."""
        credential = self.credentials[0]
        self.send("removeCredential", authenticatorId=self.id, credentialId=credential["credentialId"])
        self.send("addCredential", authenticatorId=self.id, credential={**credential, "signCount": count})


def home(site):
    """Browsers know no passkeys for a number: this machine by its name."""
    return f"http://localhost:{site.port}"


def register(page, site, name="ada"):
    page.goto(home(site) + "/user/register")
    fill_in(page, name)
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_text(f"Welcome, {name}").wait_for()


def sign_out(page):
    page.get_by_role("navigation").get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out").wait_for()


def add(page, site, name="My phone"):
    page.goto(home(site) + "/user/passkeys")
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


@pytest.mark.parametrize("look", LOOKS)
def test_passkeys_in_a_browser(make_site, open_page, look):
    site = make_site(USER_APP_NAME="Club").start()
    page = open_page(**LOOKS[look])
    device = Authenticator(page, defaultBackupEligibility=True, defaultBackupState=True)
    register(page, site)
    page.goto(home(site) + "/user/passkeys")
    check(page, f"{look}-passkeys-none")
    assert not page.get_by_text("use a browser that knows passkeys").is_visible()
    add(page, site)
    page.get_by_text("The passkey “My phone” is added").wait_for()
    check(page, f"{look}-passkeys")
    assert page.get_by_text("synced").is_visible()
    made = device.credentials
    assert len(made) == 1 and made[0]["isResidentCredential"] and made[0]["rpId"] == "localhost"
    add(page, site, "Again")
    page.get_by_role("alert").filter(has_text="has one of your passkeys already").wait_for()
    assert len(device.credentials) == 1

    sign_out(page)
    page.goto(home(site) + "/user/sign-in?next=/members")
    check(page, f"{look}-sign-in-passkey")
    device.recognizes(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("alert").filter(has_text="Your device said no").wait_for()
    shoot(page, f"{look}-sign-in-passkey-refused")
    device.recognizes(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(home(site) + "/members")
    assert page.get_by_role("main").get_by_text("ada", exact=True).is_visible()

    with sqlite3.connect(site.folder / "site.sqlite") as database:
        database.execute("UPDATE user_sessions SET proved_at = 0")
    page.goto(home(site) + "/user/passkeys")
    check(page, f"{look}-confirm-passkey")
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url(home(site) + "/user/passkeys")
    page.get_by_text("Another name").click()
    page.get_by_label("Name of My phone").fill("Pocket")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Pocket", exact=True).wait_for()
    page.get_by_role("button", name="Delete the passkey Pocket").click()
    page.get_by_text("The passkey “Pocket” is deleted").wait_for()
    sign_out(page)
    page.goto(home(site) + "/user/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("This passkey does not open an account here").first.wait_for()
    check(page, f"{look}-sign-in-passkey-unknown")


def test_a_copy_of_an_authenticator_is_noticed(make_site, open_page):
    site = make_site().start()
    page = open_page(**LOOKS["desktop"])
    device = Authenticator(page)
    register(page, site)
    add(page, site)
    page.get_by_text("is added").wait_for()
    assert not page.get_by_text("synced").count()
    first = device.credentials[0]["signCount"]
    for expected in [True, False, True]:
        sign_out(page)
        page.goto(home(site) + "/user/sign-in?next=/members")
        if not expected:
            device.put_back(first)
        page.get_by_role("button", name="Sign in with a passkey").click()
        if expected:
            page.wait_for_url(home(site) + "/members")
            continue
        page.get_by_text("This passkey does not open an account here").first.wait_for()
        assert "passkey refused" in site.command("users", "log", "ada")[1]
        device.put_back(first + 10)
        page.goto(home(site) + "/user/sign-in?next=/members")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(home(site) + "/members")


def test_without_scripts_the_rest_is_there(make_site, open_page):
    site = make_site().start()
    page = open_page(**LOOKS["desktop"], java_script_enabled=False)
    register(page, site)
    page.goto(home(site) + "/user/passkeys")
    assert page.get_by_text("To add one, use a browser that knows passkeys").is_visible()
    assert not page.get_by_role("button", name="Add a passkey").is_visible()
    sign_out(page)
    page.goto(home(site) + "/user/sign-in")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    fill_in(page, "ada")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("Good to see you, ada").wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_signing_in_by_mail(make_site, open_page, look):
    with MailServer() as mail:
        site = make_site(**mail.settings, USER_EMAIL_SIGN_IN="both", USER_ENABLE_CONFIRM_EMAIL=0).start()
        site.visitor().submit("/user/register", {"username": "ada", "email": "ada@example.org", "password": PASSWORD})
        page = open_page(**LOOKS[look])
        page.goto(site.url + "/user/sign-in?next=/members")
        page.get_by_role("link", name="Sign in by mail").click()
        check(page, f"{look}-by-mail")
        page.get_by_label("Mail address").fill("ada@example.org")
        page.get_by_role("button", name="Send the mail").click()
        page.get_by_text("is on its way there").wait_for()
        check(page, f"{look}-by-mail-code")
        message = mail.wait_for("ada@example.org", "sign in")
        other = open_page(**LOOKS[look])
        other.goto(link(message))
        check(other, f"{look}-by-mail-link")
        other.get_by_role("button", name="Yes, sign in").click()
        other.wait_for_url(site.url + "/members")
        code = next(line for line in text(message).splitlines() if len(line) == 9 and line[4] == "-")
        page.get_by_label("Code").fill(code)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").wait_for()  # the link took it along

        page.goto(site.url + "/user/sign-in-by-mail")
        page.get_by_label("Mail address").fill("ada@example.org")
        page.get_by_role("button", name="Send the mail").click()
        page.get_by_text("is on its way there").wait_for()
        while len([m for m in mail.mails("ada@example.org") if "sign in" in m["subject"]]) < 2:
            page.wait_for_timeout(50)
        message = mail.wait_for("ada@example.org", "sign in")
        code = next(line for line in text(message).splitlines() if len(line) == 9 and line[4] == "-")
        page.get_by_label("Code").fill(code.lower())
        page.get_by_label("Keep me signed in").check()
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.get_by_text("Good to see you, ada").wait_for()
