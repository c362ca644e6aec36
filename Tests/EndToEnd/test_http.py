"""What comes over the wire, byte by byte, from the site as it is shipped."""
import os
from urllib.parse import quote, urljoin, urlsplit

import pytest

from conftest import ROOT
from raw_http import exchange, get, statuses
from visitor import PASSWORD, hidden_fields


def test_security_headers_stand_on_every_answer(site):
    for path in ["/", "/user/register", "/style.css", "/no-such-page", "/healthz"]:
        answer = site.visitor().get(path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "charset=utf-8" in answer.headers["Content-Type"].lower(), path
    page = site.visitor().get("/")
    policy = page.headers["Content-Security-Policy"]
    for directive in ["object-src 'none'", "base-uri 'none'", "frame-ancestors"]:
        assert directive in policy
    assert "unsafe-inline" not in policy
    assert page.headers["Referrer-Policy"]
    assert "Server" not in page.headers or "Swift" not in page.headers["Server"]


def test_a_visitor_who_only_looks_gets_no_cookie(site):
    for path in ["/", "/style.css", "/user/sign-in?next=/members", "/nothing", "/healthz"]:
        answer = site.visitor().get(path)
        if path != "/user/sign-in?next=/members":
            assert "Set-Cookie" not in answer.headers, path


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(site):
    visitor = site.visitor()
    answer = visitor.register("ada")
    cookies = answer.headers.get("Set-Cookie", "")
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"]:
        assert flag in cookies, cookies
    assert "no-store" in visitor.get("/members").headers["Cache-Control"]


TRAVERSALS = [
    "/../Package.swift", "/..%2fPackage.swift", "/%2e%2e/Package.swift", "/%2e%2e%2fPackage.swift", "/.%2e/Package.swift",
    "/style.css/../../Package.swift", "/..%5cPackage.swift", "//etc/passwd", "/%2fetc%2fpasswd", "/%252e%252e/Package.swift",
    "/..;/Package.swift", "/style.css%00.html", "/.env", "/%2eenv", "/.git/config", "/....//Package.swift",
    "/%c0%ae%c0%ae/Package.swift", "/Public/../Package.swift",
]


@pytest.mark.parametrize("target", TRAVERSALS)
def test_no_path_leads_out_of_the_public_folder(make_site, target):
    site = make_site(SATCHEL_PUBLIC=str(ROOT / "Public")).start()
    answer = get(site.port, target)
    assert statuses(answer)[0] in (400, 403, 404), answer[:200]
    for leak in [b"swift-tools-version", b"root:", b"SECRET_KEY", b"[core]"]:
        assert leak not in answer


def test_a_link_out_of_the_public_folder_is_not_followed(make_site, tmp_path):
    public = tmp_path / "public"
    public.mkdir()
    (tmp_path / "private.txt").write_text("private")
    os.symlink(tmp_path / "private.txt", public / "link.txt")
    (public / "open.txt").write_text("open")
    site = make_site(SATCHEL_PUBLIC=str(public)).start()
    assert site.visitor().get("/open.txt").text == "open"
    assert b"private" not in get(site.port, "/link.txt").partition(b"\r\n\r\n")[2]


def test_static_files_are_conditional_and_come_in_ranges(site):
    visitor = site.visitor()
    whole = visitor.get("/style.css")
    assert visitor.get("/style.css", headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert visitor.get("/style.css", headers={"If-Modified-Since": whole.headers["Last-Modified"]}).status_code == 304
    part = visitor.get("/style.css", headers={"Range": "bytes=2-5", "Accept-Encoding": "identity"})
    assert part.status_code == 206 and part.content == whole.content[2:6]
    assert visitor.get("/style.css", headers={"Range": "bytes=99999999-"}).status_code == 416


SMUGGLED = [
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +4\r\n\r\nabcd",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    b"GET / HTTP/1.1\nHost: x\n\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x y\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
]


@pytest.mark.parametrize("request_bytes", SMUGGLED, ids=range(len(SMUGGLED)))
def test_an_ambiguous_request_is_refused_and_nothing_after_it_is_read(site, request_bytes):
    behind = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answers = statuses(exchange(site.port, request_bytes + behind))
    assert len(answers) == 1 and answers[0] in (400, 501), answers


def test_pipelined_requests_are_answered_in_order(site):
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    other = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert statuses(exchange(site.port, one + other + one + last)) == [200, 404, 200, 200]


@pytest.mark.parametrize("method, path, status", [
    ("POST", "/", 405), ("DELETE", "/members", 405), ("TRACE", "/", 405), ("BREW", "/", 405), ("GET", "/user/sign-out", 303),
    ("OPTIONS", "/", 204), ("HEAD", "/", 200),
])
def test_methods(site, method, path, status):
    answer = site.visitor().session.request(method, site.url + path, allow_redirects=False, timeout=20)
    accepted = {status, 501} if method in ("TRACE", "BREW") else {status}
    if status == 405 and method in ("POST", "DELETE"):
        accepted.add(403)  # without a token the form is refused first
    if method == "OPTIONS":
        accepted.add(200)
    assert answer.status_code in accepted
    if answer.status_code == 405:
        assert answer.headers["Allow"]
    if method == "HEAD":
        assert answer.content == b""


@pytest.mark.parametrize("fields", [{}, {"csrf_token": ""}, {"csrf_token": "x" * 200}])
def test_a_form_without_its_token_changes_nothing(site, fields):
    answer = site.visitor().post("/user/register", {"username": "mallory", "password": "a fine long password", **fields})
    assert answer.status_code == 403
    assert "mallory" not in site.command("users", "list")[1]


def test_a_form_from_another_site_changes_nothing(site):
    visitor = site.visitor()
    fields = hidden_fields(visitor.get("/user/register").text, "/user/register")
    answer = visitor.post(
        "/user/register", {**fields, "username": "mallory", "password": "a fine long password"},
        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "mallory" not in site.command("users", "list")[1]


@pytest.mark.parametrize("target", [
    "//evil.example/x", "/\\evil.example", "https://evil.example", "////evil.example", "/%09/evil.example", "javascript:alert(1)",
    "/\t/evil.example",
])
def test_after_sign_in_nobody_is_sent_to_another_site(site, target):
    visitor = site.visitor()
    visitor.register("ada")
    visitor = site.visitor()
    page = f"/user/sign-in?next={quote(target, safe='')}"
    fields = hidden_fields(visitor.get(page).text, "/user/sign-in")
    answer = visitor.post(page, {**fields, "username": "ada", "password": PASSWORD})
    assert answer.status_code == 303
    location = answer.headers["Location"]
    assert location.startswith("/") and not set(location) & set("\\\t\r\n")
    assert urlsplit(urljoin(site.url, location)).netloc == urlsplit(site.url).netloc
