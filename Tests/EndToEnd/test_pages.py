"""The pages as people see them: real Chromium, with screenshots in .build/screenshots."""
import pytest
from axe_playwright_python.sync_playwright import Axe

from conftest import ROOT
from visitor import PASSWORD

SCREENSHOTS = ROOT / ".build/screenshots"
LOOKS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "mobile": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
PAGES = ["/", "/user/register", "/user/sign-in", "/no-such-page"]


def shoot(page, name):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def check_accessibility(page):
    violations = Axe().run(page).response["violations"]
    assert violations == [], [(v["id"], v["help"], [n["target"] for n in v["nodes"]]) for v in violations]


def fill_in(page, name, password=PASSWORD):
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_walk_of_the_readme(site, open_page, scripts):
    page = open_page(**LOOKS["desktop"], java_script_enabled=scripts)
    page.goto(site.url)
    page.get_by_role("link", name="Register").click()
    fill_in(page, "ada")
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_role("navigation").get_by_role("link", name="Members").click()
    assert page.url == site.url + "/members"
    assert page.get_by_role("main").get_by_text("ada", exact=True).is_visible()
    page.get_by_role("navigation").get_by_role("button", name="Sign out").click()

    page.goto(site.url + "/members")
    assert page.url.startswith(site.url + "/user/sign-in")
    fill_in(page, "ada")
    page.get_by_role("main").get_by_role("button").click()
    assert page.url == site.url + "/members", "after signing in the visitor is where they wanted to go"
    page.get_by_role("navigation").get_by_role("button", name="Sign out").click()
    page.goto(site.url + "/members")
    assert page.url.startswith(site.url + "/user/sign-in")


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_in_every_look(site, open_page, look):
    page = open_page(**LOOKS[look])
    for path in PAGES:
        page.goto(site.url + path)
        check(page, f"{look}-{path.strip('/').replace('/', '-') or 'home'}")
    page.goto(site.url + "/user/register")
    fill_in(page, "x", "short")
    page.get_by_role("main").get_by_role("button").click()
    check(page, f"{look}-register-errors")
    page.goto(site.url + "/user/sign-in")
    fill_in(page, "nobody")
    page.get_by_role("main").get_by_role("button").click()
    check(page, f"{look}-sign-in-errors")
    page.goto(site.url + "/user/register")
    fill_in(page, "grace")
    page.get_by_role("main").get_by_role("button").click()
    check(page, f"{look}-welcome")
    for path in ["/", "/members", "/user/sign-out"]:
        page.goto(site.url + path)
        check(page, f"{look}-signed-in-{path.strip('/').replace('/', '-') or 'home'}")


def check(page, name, language="en"):
    shoot(page, name)
    check_accessibility(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not too_wide, f"{name} scrolls sideways"
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("h1").count() == 1


def test_errors_stand_beside_their_fields_and_what_was_typed_is_kept(site, open_page):
    page = open_page(**LOOKS["desktop"])
    page.goto(site.url + "/user/register")
    fill_in(page, "a?", "short")
    page.get_by_role("main").get_by_role("button").click()
    name = page.get_by_label("User name")
    assert name.input_value() == "a?"
    assert name.get_attribute("aria-invalid") == "true"
    described = name.get_attribute("aria-describedby").split()
    assert any(page.locator(f"#{id}").is_visible() and page.locator(f"#{id}.error").count() for id in described)
    assert page.get_by_label("Password", exact=True).input_value() == ""


def test_the_keyboard_is_enough(site, open_page):
    page = open_page(**LOOKS["desktop"])
    page.goto(site.url + "/user/register")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.get_by_label("User name").focus()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/user/register" not in url)
    assert page.get_by_role("navigation").get_by_role("button", name="Sign out").is_visible()


def test_back_after_signing_out_shows_nothing(site, open_page):
    page = open_page(**LOOKS["desktop"])
    page.goto(site.url + "/user/register")
    fill_in(page, "ada")
    page.get_by_role("main").get_by_role("button").click()
    page.goto(site.url + "/members")
    page.get_by_role("navigation").get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out").wait_for()
    page.go_back()
    assert page.get_by_text("Only people who are signed in").count() == 0


def test_what_people_type_is_text_and_never_markup(site, open_page):
    page = open_page(**LOOKS["desktop"])
    page.goto(site.url + "/user/register")
    fill_in(page, "\"><script>document.title='gone'</script>")
    page.get_by_role("main").get_by_role("button").click()
    assert page.title() != "gone"
    assert "<script>" in page.get_by_label("User name").input_value()
    page.goto(site.url + "/<script>document.title='gone'</script>")
    assert page.title() != "gone"
