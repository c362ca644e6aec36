"""Where people are signed in: two real browsers, and the password asked once more."""
import pytest

from test_pages import LOOKS, check, fill_in
from visitor import PASSWORD


def sign_in(page, site, name="ada"):
    page.goto(site.url + "/user/sign-in")
    fill_in(page, name)
    page.get_by_role("main").get_by_role("button").click()


@pytest.mark.parametrize("look", LOOKS)
def test_sessions_are_listed_and_ended_in_a_browser(site, open_page, look):
    site.visitor().register("ada")
    home, phone = open_page(**LOOKS["desktop"]), open_page(**LOOKS[look], user_agent="Mozilla/5.0 (iPhone) Safari/604")
    sign_in(home, site)
    sign_in(phone, site)
    phone.get_by_role("link", name="ada").click()
    phone.get_by_role("link", name="Where you are signed in").click()
    check(phone, f"{look}-sessions")
    assert phone.get_by_text("Safari on an iPhone").locator("..").get_by_text("this one").is_visible()
    phone.get_by_role("button", name="End the session on Chrome on Linux").focus()
    phone.keyboard.press("Enter")
    phone.get_by_text("The session is ended: Chrome on Linux").wait_for()
    home.goto(site.url + "/members")
    assert "/user/sign-in" in home.url

    phone.get_by_role("button", name="End all others").click()
    assert phone.get_by_role("button", name="End all others").count() == 0
    phone.goto(site.url + "/user/confirm-password?next=/members")
    check(phone, f"{look}-confirm-password")
    phone.get_by_label("Your password now").fill(PASSWORD)
    phone.get_by_role("main").get_by_role("button").click()
    assert phone.url == site.url + "/members"
