"""The site behind nginx and HAProxy, as it is run by people who have one."""
import hashlib
import os
import re
import socket
import threading
import time

import pytest
import requests
from requests.adapters import HTTPAdapter

from reverse_proxies import free_port, haproxy, nginx
from visitor import Visitor, hidden_fields

PROXIES = {"nginx": nginx, "haproxy": haproxy}
# Visitors come from another address than the proxies, which is not to be believed.
VISITOR = "127.0.0.2"


class FromElsewhere(HTTPAdapter):
    def init_poolmanager(self, *arguments, **options):
        super().init_poolmanager(*arguments, source_address=(VISITOR, 0), **options)


def visitor_of(port):
    visitor = Visitor(f"http://127.0.0.1:{port}")
    visitor.session.trust_env = False
    # As browsers do, a request is repeated whose kept connection ended without an answer (RFC 9110 section 9.2.2).
    visitor.session.mount("http://", FromElsewhere(max_retries=2))
    return visitor


@pytest.fixture(params=PROXIES)
def proxy_kind(request):
    return PROXIES[request.param]


@pytest.fixture
def behind(make_site, tmp_path, proxy_kind):
    """A site and a visitor who sees it through a proxy."""
    site = make_site(TRUSTED_PROXIES="127.0.0.1").start()
    with proxy_kind(tmp_path / "proxy", f"127.0.0.1:{site.port}") as proxy:
        yield site, visitor_of(proxy.port), proxy


def clients(site):
    return set(re.findall(r"client=(\S+)", site.log))


def test_a_visitor_registers_through_the_proxy_and_is_known_by_address(behind):
    site, visitor, _ = behind
    assert visitor.register("ada").status_code == 303
    assert visitor.sees_members()
    # What a visitor claims to be stands further left than what the proxy saw.
    visitor.get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert clients(site) == {VISITOR}


def connections_to(port):
    """All sockets of this machine to a port, closed ones that linger included."""
    with open("/proc/net/tcp") as table:
        return sum(line.split()[2].endswith(f":{port:04X}") for line in table.readlines()[1:])


def test_connections_to_the_site_are_used_again(behind):
    site, visitor, _ = behind
    before = connections_to(site.port)
    for _ in range(200):
        assert visitor.get("/healthz").text == "alive\n"
    assert connections_to(site.port) - before <= 5


def test_chunked_bodies_go_through(behind):
    _, visitor, _ = behind
    page = visitor.get("/user/register").text
    fields = {**hidden_fields(page, "/user/register"), "username": "eve", "password": "a fine long password"}
    body = requests.Request("POST", visitor.url, data=fields).prepare().body.encode()
    answer = visitor.session.post(
        visitor.url + "/user/register", data=(body[at:at + 7] for at in range(0, len(body), 7)), allow_redirects=False,
        headers={"Content-Type": "application/x-www-form-urlencoded"}, timeout=60)
    assert answer.status_code == 303, answer.text
    assert visitor.sees_members()


def test_large_bodies_go_through(make_site, tmp_path, proxy_kind):
    public = tmp_path / "public"
    public.mkdir()
    content = os.urandom(15_000_001)
    (public / "large.bin").write_bytes(content)
    site = make_site(TRUSTED_PROXIES="127.0.0.1", SATCHEL_PUBLIC=str(public)).start()
    with proxy_kind(tmp_path / "proxy", f"127.0.0.1:{site.port}") as proxy:
        visitor = visitor_of(proxy.port)
        for _ in range(2):
            assert hashlib.sha256(visitor.get("/large.bin").content).digest() == hashlib.sha256(content).digest()
        # Too large for the form: refused, and the next request is answered all the same.
        refused = visitor.session.post(visitor.url + "/user/register", data=os.urandom(3_000_000), timeout=60)
        assert 400 <= refused.status_code < 500
        assert visitor.get("/healthz").text == "alive\n"


def test_nginx_reaches_the_site_by_a_unix_socket(make_site, tmp_path):
    path = tmp_path / "site.sock"
    site = make_site(HOST=path, TRUSTED_PROXIES="unix").spawn()
    deadline = time.monotonic() + 30
    while "ready on" not in site.log and time.monotonic() < deadline:
        time.sleep(0.02)
    path.chmod(0o666)
    with nginx(tmp_path / "proxy", f"unix:{path}") as proxy:
        visitor = visitor_of(proxy.port)
        assert visitor.register("ada").status_code == 303
        assert visitor.sees_members()
    assert clients(site) == {VISITOR}


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_haproxy_says_who_comes_by_the_proxy_protocol(make_site, tmp_path, tls):
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "PROXY_PROTOCOL": "1"}
    options = "send-proxy-v2"
    if tls:
        from certificates import make_certificate
        settings["TLS_CERT"], settings["TLS_KEY"] = make_certificate(tmp_path, "site")
        options += " ssl verify none alpn http/1.1"
    site = make_site(**settings).start()
    with haproxy(tmp_path / "proxy", f"127.0.0.1:{site.port}", options + " check") as proxy:
        visitor = visitor_of(proxy.port)
        for _ in range(3):
            assert visitor.get("/", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 200
        assert clients(site) == {VISITOR}
    site.environment["PORT"] = str(site.port)
    assert site.command("healthcheck")[0] == 0


def test_a_client_can_not_make_itself_a_proxy(make_site):
    site = make_site(TRUSTED_PROXIES="127.0.0.1", PROXY_PROTOCOL="1").start()
    header = b"\r\n\r\n\0\r\nQUIT\n" + bytes([0x21, 0x11, 0, 12, 203, 0, 113, 9, 127, 0, 0, 1, 1, 1, 1, 1])
    with socket.create_connection(("127.0.0.1", site.port), timeout=20, source_address=(VISITOR, 0)) as connection:
        connection.sendall(header + b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
    assert "203.0.113.9" not in site.log


def test_the_site_restarts_behind_haproxy_without_a_failed_request(make_site, tmp_path):
    port = free_port()
    site = make_site(TRUSTED_PROXIES="127.0.0.1", PORT=port).start()
    retrying = "retries 60\n    retry-on all-retryable-errors\n    option redispatch"
    with haproxy(tmp_path / "proxy", f"127.0.0.1:{port}", backend=retrying) as proxy:
        visitor, stop, statuses = visitor_of(proxy.port), threading.Event(), []

        def ask():
            mine = visitor_of(proxy.port)
            while not stop.is_set():
                try:
                    statuses.append(mine.get("/healthz").status_code)
                except requests.RequestException as error:
                    statuses.append(str(error))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(2):
            while_before = len(statuses)
            assert site.terminate() == 0
            site.start()
            deadline = time.monotonic() + 60
            while len(statuses) < while_before + 100 and time.monotonic() < deadline:
                time.sleep(0.01)
        stop.set()
        for thread in threads:
            thread.join(120)
        assert visitor.get("/").status_code == 200
    assert len(statuses) >= 200 and set(statuses) == {200}
