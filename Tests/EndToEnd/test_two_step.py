"""The second factor in Chromium: the QR code is read from the screenshot, and codes are made by an implementation of our own."""
import base64
import hashlib
import hmac
import io
import time
import urllib.parse

import pytest
import zxingcpp
from PIL import Image

from test_pages import LOOKS, check, fill_in
from visitor import PASSWORD


def scan(page):
    # QR codes alone, as an authenticator's camera looks for them: asked for every kind of bar code, the reader also sees
    # a four-digit ITF code in the squares of one QR code in 4,000 or so.
    picture = Image.open(io.BytesIO(page.locator("svg.qr").screenshot()))
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert len(found) == 1
    return found[0].text


def code(secret, step):
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start:start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_in(page, site):
    page.goto(site.url + "/user/sign-in?next=/members")
    fill_in(page, "ada")
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_role("heading", name="Your code").wait_for()


def give(page, text):
    page.get_by_label("Code", exact=True).fill(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("look", LOOKS)
def test_two_steps_in_a_browser(make_site, open_page, look):
    site = make_site(USER_APP_NAME="Café & Co", USER_SECOND_FACTOR_ROLES="staff").start()
    page = open_page(**LOOKS[look])
    page.goto(site.url + "/user/register")
    fill_in(page, "ada")
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_text("Welcome, ada").wait_for()
    assert site.command("users", "add-role", "ada", "staff")[0] == 0
    page.goto(site.url + "/members")
    assert page.get_by_text("Your role asks for sign-in in two steps").is_visible()
    check(page, f"{look}-two-step")
    uri = urllib.parse.urlsplit(scan(page))
    assert urllib.parse.unquote(uri.path) == "/Café & Co:ada" and (uri.scheme, uri.netloc) == ("otpauth", "totp")
    facts = urllib.parse.parse_qs(uri.query)
    assert facts["issuer"] == ["Café & Co"]
    secret = facts["secret"][0]
    give(page, "no code")
    page.get_by_role("alert").wait_for()
    check(page, f"{look}-two-step-wrong")
    now = int(time.time()) // 30
    give(page, code(secret, now))
    page.get_by_text("Keep these recovery codes").wait_for()
    check(page, f"{look}-two-step-codes")
    recovery = page.locator(".codes code").all_inner_texts()
    assert len(set(recovery)) == 10
    page.goto(site.url + "/members")
    assert page.url == site.url + "/members"

    other = open_page(**LOOKS[look])
    sign_in(other, site)
    check(other, f"{look}-second-factor")
    give(other, code(secret, now))
    other.get_by_role("alert").wait_for()
    check(other, f"{look}-second-factor-replayed")
    give(other, code(secret, now + 1))
    other.wait_for_url(site.url + "/members")

    other.get_by_role("navigation").get_by_role("button", name="Sign out").click()
    other.get_by_text("You are signed out").wait_for()
    sign_in(other, site)
    other.get_by_label("Ask for no code on this device").check()
    give(other, recovery[0])
    other.wait_for_url(site.url + "/members")
    other.get_by_role("navigation").get_by_role("button", name="Sign out").click()
    other.get_by_text("You are signed out").wait_for()
    other.goto(site.url + "/user/sign-in?next=/members")
    fill_in(other, "ada")
    other.get_by_role("main").get_by_role("button").click()
    other.wait_for_url(site.url + "/members")
    other.goto(site.url + "/user/two-step")
    check(other, f"{look}-two-step-devices")

    third = open_page(**LOOKS[look])
    sign_in(third, site)
    give(third, recovery[3].lower().replace("-", " "))
    third.wait_for_url(site.url + "/members")
    third.goto(site.url + "/user/two-step")
    assert third.get_by_text("You have 8 recovery codes left").is_visible()
    check(third, f"{look}-two-step-on")
    assert site.command("users", "remove-second-factor", "ada")[:2] == (0, "ada signs in without a code now\n")
    assert site.visitor().sign_in("ada", PASSWORD).status_code == 303


@pytest.mark.parametrize("length", [1, 30, 60, 120, 180, 230])
def test_codes_of_every_size_are_read(make_site, open_page, length):
    site = make_site(USER_APP_NAME="x" * length).start()
    page = open_page(viewport={"width": 1280, "height": 800}, device_scale_factor=2)
    page.goto(site.url + "/user/register")
    fill_in(page, "ada")
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_text("Welcome, ada").wait_for()
    page.goto(site.url + "/user/two-step")
    key = page.locator("code").inner_text()
    name = "x" * length
    assert scan(page) == f"otpauth://totp/{name}:ada?secret={key}&issuer={name}"
