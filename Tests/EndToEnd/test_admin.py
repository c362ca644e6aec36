"""The pages under /admin in Chromium: every page in every look, and the keyboard is enough."""
import pytest

from mail_server import MailServer
from test_pages import LOOKS, check
from visitor import PASSWORD


def enter(page, site, name="ada"):
    page.goto(site.url + "/user/sign-in")
    page.locator("#username").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_text("Good to see you").wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_an_administrator_looks_after_people(site, open_page, look):
    site.visitor().register("ada")
    bob = site.visitor()
    bob.register("bob")
    page = open_page(**LOOKS[look])
    enter(page, site)
    page.goto(site.url + "/admin")
    assert page.get_by_text("another role").is_visible()
    assert site.command("users", "add-role", "ada", "admin")[0] == 0
    page.goto(site.url + "/user/edit_user_profile")
    page.get_by_role("link", name="Look after this site").click()
    check(page, f"{look}-admin")
    assert page.locator("figure.chart").count() == 5
    assert page.locator("figure.chart svg").count() == 3, "nothing was refused, and nothing failed: a sentence says so"
    assert page.locator("figure.chart svg rect").count() >= 4, "who registered, who signed in, how long it took"
    page.get_by_role("link", name="People").click()
    check(page, f"{look}-admin-users")
    page.get_by_label("Name or address").fill("OB")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/users?search=OB*")
    assert page.get_by_role("link", name="ada").count() == 1, "in the bar alone"
    page.get_by_role("link", name="bob").focus()
    page.keyboard.press("Enter")

    page.get_by_label("Another role").fill("staff")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take the role staff").wait_for()
    page.get_by_label("User name").fill("robert")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="robert", level=1).wait_for()
    page.get_by_label("User name").fill("a?")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()
    check(page, f"{look}-admin-user-wrong")
    page.get_by_label("User name").fill("robert")
    page.get_by_role("button", name="Save").click()
    assert bob.sees_members()
    page.get_by_role("button", name="Switch off").click()
    page.get_by_role("button", name="Switch on").wait_for()
    assert not bob.sees_members()
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("button", name="Switch off").wait_for()
    page.get_by_role("button", name="Make a link to a new password").click()
    link = page.locator("code").inner_text()
    check(page, f"{look}-admin-user")
    assert bob.submit(link.removeprefix(site.url), {"new_password": "another good password"}).status_code == 303
    assert bob.sees_members()

    page.get_by_role("link", name="Log", exact=True).click()
    check(page, f"{look}-admin-log")
    assert page.get_by_role("row", name="password reset robert").is_visible()
    page.goto(site.url + "/admin/users/new")
    check(page, f"{look}-admin-new")
    page.get_by_label("User name").fill("grace")
    page.get_by_label("New password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="grace", level=1).wait_for()
    assert site.visitor().sign_in("grace").status_code == 303


def test_mails_and_invitations(make_site, open_page):
    with MailServer("--fail", "data=550@99") as server:
        site = make_site(**server.settings, USER_ENABLE_INVITE_USER=1).start()
        assert site.command("users", "create", "ada", "--email", "ada@example.org", "--password-stdin", stdin=PASSWORD)[0] == 0
        assert site.command("users", "add-role", "ada", "admin")[0] == 0
        page = open_page(**LOOKS["desktop"])
        enter(page, site)
        page.goto(site.url + "/user/invite")
        page.get_by_label("Mail address").fill("eve@example.org")
        page.keyboard.press("Enter")
        page.wait_for_url(site.url + "/")
        page.goto(site.url + "/admin/invitations")
        check(page, "admin-invitations")
        page.get_by_role("button", name="Revoke the invitation of eve@example.org").click()
        page.get_by_text("None is open").wait_for()
        while True:
            page.goto(site.url + "/admin/mail")
            if page.get_by_text("given up").count() > 1:
                break
        check(page, "admin-mail")
