"""Every page of the accounts, as `satchel routes` lists them: in Chromium, checked by axe, with a screenshot of each. A page that nobody
thought of here fails the test; what has no page of its own is named below, with the reason."""
import re
import sqlite3

import pytest

from mail_server import MailServer, link
from test_admin import enter
from test_pages import LOOKS, check
from visitor import PASSWORD

NO_PAGE = {
    "/healthz": "for probes", "/readyz": "for probes", "/metrics": "for Prometheus", "/openapi.json": "for programs",
    "/user/passkeys/new": "JSON for the page's script", "/user/passkeys/sign-in": "the same", "/user/passkeys/confirm": "the same",
    "/user/sign-in-with/:provider": "leads to the provider", "/dev/mail": "in test_accounts_mail.py", "/dev/mail/:id": "the same",
}
SETTINGS = {
    "USER_ENABLE_MULTIPLE_EMAILS": 1, "USER_ENABLE_INVITE_USER": 1, "USER_EMAIL_SIGN_IN": "both", "USER_ENABLE_REMEMBER_ME": 1,
    "USER_OIDC_ISSUER": "http://127.0.0.1:9", "USER_OIDC_CLIENT_ID": "a", "USER_OIDC_CLIENT_SECRET": "b", "USER_OIDC_NAME": "Club",
}


def pages(site):
    """The patterns of all pages, and those of them that are open to everybody."""
    lines = site.command("routes")[1].splitlines()[1:]
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines if line.startswith("GET")]
    return {row[1] for row in rows}, {row[1] for row in rows if row[2] == "-"}


def links_for(site, mail, visitor):
    """A good address for each page that a mail leads to."""
    visitor.submit("/user/register", {"username": "eve", "email": "eve@example.org", "password": PASSWORD})
    found = {"/user/confirm-email/:token": link(mail.wait_for("eve@example.org", "confirm"))}
    for pattern, form, subject in [
        ("/user/reset-password/:token", "/user/forgot-password", "a new password"),
        ("/user/sign-in-by-mail/:token", "/user/sign-in-by-mail", "sign in"),
    ]:
        visitor.submit(form, {"email": "ada@example.org"})
        found[pattern] = link(mail.wait_for("ada@example.org", subject))
    return {pattern: address.removeprefix(site.url) for pattern, address in found.items()}


def people(site):
    for name in ["ada", "bob"]:
        arguments = ["users", "create", name, "--email", f"{name}@example.org", "--password-stdin"]
        assert site.command(*arguments, stdin=PASSWORD)[0] == 0
    assert site.command("users", "add-role", "ada", "admin")[0] == 0
    with sqlite3.connect(site.folder / "site.sqlite") as database:
        database.execute(
            "INSERT INTO user_emails (user_id, email, email_confirmed_at, is_primary) VALUES (1, 'countess@example.org', '2026-01-01', 0)")


@pytest.mark.parametrize("look, language", [("desktop", "en"), ("mobile", "de"), ("dark", "fr")])
def test_every_page(make_site, open_page, look, language):
    with MailServer() as mail:
        site = make_site(**mail.settings, **SETTINGS).start()
        people(site)
        every, is_open = pages(site)
        tokens = links_for(site, mail, site.visitor())
        base = f"http://localhost:{site.port}"  # a name, for passkeys
        seen = set()

        def show(page, pattern, name):
            path = tokens.get(pattern) or pattern.replace(":id", "1").replace(":provider", "club").replace(":token", "nothing")
            answer = page.goto(base + path)
            assert answer.status < 500
            check(page, f"every-{look}-{name}{pattern.replace('/', '-').replace(':', '')}", language)
            # A page that led elsewhere was not seen.
            if page.url.split("?")[0] == base + path:
                seen.add(pattern)

        stranger = open_page(**LOOKS[look], locale=language)
        for pattern in sorted(is_open - NO_PAGE.keys()):
            show(stranger, pattern, "stranger")
        member = open_page(**LOOKS[look], locale=language)
        sign_in(member, base, "bob")
        assert member.goto(base + "/admin").status == 403
        check(member, f"every-{look}-forbidden", language)
        admin = open_page(**LOOKS[look], locale=language)
        sign_in(admin, base, "ada")
        for pattern in sorted(every - is_open - NO_PAGE.keys()):
            show(admin, pattern, "admin")
        assert every - NO_PAGE.keys() - seen == {"/user/sign-out"}, "signing out is a button: its page leads away from strangers"
        show(admin, "/user/sign-out", "admin")


def sign_in(page, base, name):
    page.goto(base + "/user/sign-in")
    page.locator("#username").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(base + "/")


def test_the_overview_of_a_site_in_a_bucket(make_site, bucket, open_page):
    site = make_site(**bucket.settings()).start()
    site.visitor().register("ada")
    assert site.command("users", "add-role", "ada", "admin")[0] == 0
    for _ in range(3):
        site.visitor().sign_in("ada", "wrong password")
    page = open_page(**LOOKS["desktop"])
    enter(page, site)
    page.goto(site.url + "/admin")
    titles = page.locator("figure.chart figcaption strong").all_inner_texts()
    assert titles == [
        "Registrations", "Sign-ins", "Sign-ins that were refused", "Answers that failed (500 and above)", "How long answers take",
        "Calls to the bucket", "What these calls cost a day"]
    page.get_by_text("As a table: Calls to the bucket").click()
    cells = page.locator("#store-title").locator("xpath=ancestor::figure").locator("tbody tr").first.locator("td").all_inner_texts()
    writes, reads = (int(cell) for cell in cells)
    assert writes >= 3 and reads >= 10, "two writes at least, and a question for each request"
    assert page.get_by_text("As a table: Sign-ins that were refused").is_visible()
    assert page.get_by_text("As a table: Answers that failed").count() == 0
    check(page, "admin-bucket")
    page.set_viewport_size({"width": 390, "height": 844})
    check(page, "admin-bucket-mobile")
