"""Signing in at an identity provider, in Chromium: over to the provider's page and back."""
import pytest

from identity_provider import IdentityProvider
from test_pages import LOOKS, check, fill_in
from visitor import PASSWORD

PEOPLE = {
    "ada-1": {
        "email": "ada@example.org", "email_verified": True, "preferred_username": "ada", "id": 7, "login": "ada",
        "emails": [{"email": "ada@example.org", "primary": True, "verified": True}]},
}


@pytest.fixture(scope="module")
def provider():
    with IdentityProvider() as provider:
        provider.control("people", PEOPLE)
        yield provider


@pytest.fixture(autouse=True)
def well(provider):
    provider.control("faults", {})


def register(page, site, name):
    page.goto(site.url + "/user/register")
    fill_in(page, name)
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_text(f"Welcome, {name}").wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_the_way_there_and_back(make_site, open_page, provider, look):
    site = make_site(**provider.settings).start()
    page = open_page(**LOOKS[look])
    page.goto(site.url + "/members")
    check(page, f"{look}-sign-in-with")
    page.get_by_role("link", name="Sign in with Acme").click()
    page.get_by_role("heading", name="Who are you?").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("You did not let Acme sign you in").wait_for()
    page.goto(site.url + "/members")
    page.get_by_role("link", name="Sign in with Acme").click()
    page.get_by_role("button", name="ada-1").click()
    page.wait_for_url(site.url + "/members")
    assert page.get_by_role("main").get_by_text("ada", exact=True).is_visible()

    page.goto(site.url + "/user/identities")
    check(page, f"{look}-identities")
    page.get_by_role("button", name="Unlink Acme").click()
    page.get_by_text("This is your only way in").wait_for()
    page.get_by_role("button", name="Link GitHub").click()
    page.get_by_role("heading", name="On to GitHub").wait_for()
    check(page, f"{look}-go-on")
    page.get_by_role("main").get_by_role("link", name="Go on to GitHub").click()
    page.get_by_role("button", name="ada-1").click()
    page.get_by_text("You can sign in with GitHub from now on").wait_for()
    page.get_by_role("button", name="Unlink Acme").click()
    page.get_by_text("You can’t sign in with Acme any more").wait_for()

    other = open_page(**LOOKS[look], java_script_enabled=False)
    other.goto(site.url + "/user/sign-in?next=/members")
    other.get_by_role("link", name="Sign in with GitHub").click()
    other.get_by_role("button", name="ada-1").click()
    other.wait_for_url(site.url + "/members")
    code, out, _ = site.command("users", "log", "ada")
    assert code == 0 and "provider linked" in out and "provider unlinked" in out


def test_who_has_an_account_signs_in_and_links(make_site, open_page, provider):
    site = make_site(**provider.settings, USER_ENABLE_EMAIL=1, USER_FRESH_TIME=1).start()
    made = site.command("users", "create", "grace", "--email", "ada@example.org", "--password-stdin", stdin=PASSWORD)
    assert made[0] == 0, made
    page = open_page(**LOOKS["desktop"])
    page.goto(site.url + "/user/sign-in")
    page.get_by_role("link", name="Sign in with Acme").click()
    page.get_by_role("button", name="ada-1").click()
    page.get_by_text("There is an account with the address ada@example.org already").wait_for()
    check(page, "desktop-sign-in-to-link")
    page.get_by_label("User name or mail address").fill("grace")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(site.url + "/user/identities")
    page.get_by_role("button", name="Link Acme").click()
    page.get_by_role("main").get_by_role("link", name="Go on to Acme").click()
    page.get_by_role("button", name="ada-1").click()
    page.get_by_text("You can sign in with Acme from now on").wait_for()
    # The password was given more than a second ago.
    page.wait_for_timeout(1100)
    page.goto(site.url + "/user/tokens")
    check(page, "desktop-confirm-with")
    page.get_by_role("button", name="Show it with Acme instead").click()
    page.get_by_role("main").get_by_role("link", name="Go on to Acme").click()
    page.get_by_text("login").wait_for()
    page.get_by_role("button", name="ada-1").click()
    page.wait_for_url(site.url + "/user/tokens")


def test_keys_that_change_and_answers_that_are_wrong(make_site, provider):
    site = make_site(**provider.settings).start()

    def sign_in():
        visitor = site.visitor()
        start = visitor.get("/user/sign-in-with/oidc?next=/members", allow_redirects=False)
        back = visitor.session.post(start.headers["Location"], data={"sub": "ada-1"}, allow_redirects=False, timeout=10)
        # The way back is open to whoever reads the log of a proxy: neither code nor state may be worth anything there.
        answer = visitor.session.get(back.headers["Location"], allow_redirects=False, timeout=60)
        stolen = site.visitor().session.get(back.headers["Location"], allow_redirects=False, timeout=60)
        assert stolen.headers["Location"] == "/user/sign-in"
        return answer.headers["Location"], visitor

    assert sign_in()[0] == "/members"
    provider.control("rotate", {"alg": "ES256", "keep": True})
    place, visitor = sign_in()
    assert place == "/user/sign-in", "within half a minute the keys are not asked for again"
    provider.control("faults", {"foreign": True})
    assert sign_in()[0] == "/user/sign-in"
    assert "sign-in at a provider failed" in site.log and "signature" not in visitor.get("/user/sign-in").text
    assert not visitor.sees_members()


def test_a_provider_needs_an_id_and_a_secret(make_site, provider):
    code, log = make_site(**{**provider.settings, "USER_OIDC_CLIENT_SECRET": ""}).start_refused()
    assert code == 1 and "USER_OIDC_CLIENT_SECRET" in log
    code, log = make_site(**{**provider.settings, "USER_OIDC_ISSUER": "http://id.example"}).start_refused()
    assert code == 1 and "USER_OIDC_ISSUER" in log
    code, log = make_site(**provider.settings, SATCHEL_ENV="production").start_refused()
    assert code == 1 and "BASE_URL" in log
