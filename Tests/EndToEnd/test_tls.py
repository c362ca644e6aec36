"""The site under TLS, asked by other people's clients: Python's ssl, requests, curl and openssl."""
import hashlib
import os
import signal
import socket
import ssl
import subprocess
import time

import pytest

from certificates import make_certificate
from raw_http import exchange, statuses
from visitor import Visitor


@pytest.fixture
def pair(tmp_path):
    return make_certificate(tmp_path, "first")


@pytest.fixture
def secure_site(make_site, pair):
    return make_site(TLS_CERT=pair[0], TLS_KEY=pair[1]).start()


class SecureVisitor(Visitor):
    def __init__(self, site, certificate):
        super().__init__(f"https://127.0.0.1:{site.port}")
        # Without this, a bundle named in the environment would take the place of what is given here.
        self.session.trust_env = False
        self.session.verify = str(certificate)


def test_a_visitor_registers_and_stays_signed_in(secure_site, pair):
    visitor = SecureVisitor(secure_site, pair[0])
    answer = visitor.register("ada")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=") and "; Secure" in cookie and "HttpOnly" in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert visitor.sees_members()
    assert "https://127.0.0.1" in secure_site.log


def test_curl_fetches_files_and_sends_forms(secure_site, pair, tmp_path):
    base = ["curl", "-sS", "--fail", "--cacert", str(pair[0]), "--max-time", "60"]
    url = f"https://127.0.0.1:{secure_site.port}"
    for version in [["--tlsv1.3"], ["--tls-max", "1.2"]]:
        got = subprocess.run([*base, *version, f"{url}/style.css", f"{url}/healthz"], capture_output=True, check=True).stdout
        assert got.endswith(b"alive\n")
    big = tmp_path / "big.bin"
    big.write_bytes(os.urandom(3_000_000))
    code = subprocess.run(
        ["curl", "-sS", "--cacert", str(pair[0]), "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", f"@{big}",
         f"{url}/user/register"], capture_output=True, check=True, text=True).stdout
    assert code in ("400", "403", "413", "415"), code


def test_a_large_file_arrives_whole(make_site, pair, tmp_path):
    public = tmp_path / "public"
    public.mkdir()
    content = os.urandom(20_000_001)
    (public / "large.bin").write_bytes(content)
    site = make_site(TLS_CERT=pair[0], TLS_KEY=pair[1], SATCHEL_PUBLIC=str(public)).start()
    visitor = SecureVisitor(site, pair[0])
    assert hashlib.sha256(visitor.get("/large.bin").content).digest() == hashlib.sha256(content).digest()
    part = visitor.get("/large.bin", headers={"Range": "bytes=5-1000004"})
    assert part.status_code == 206 and part.content == content[5:1000005]


def test_openssl_s_client_agrees_on_http_1_1_and_sees_the_end(secure_site, pair):
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{secure_site.port}", "-servername", "localhost", "-alpn", "h2,http/1.1",
         "-CAfile", str(pair[0]), "-verify_return_error", "-ign_eof"],
        input=b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"ALPN protocol: http/1.1" in done.stdout and b"TLSv1.3" in done.stdout
    assert b"HTTP/1.1 200 OK" in done.stdout and b"alive" in done.stdout


@pytest.mark.parametrize("option", ["-tls1", "-tls1_1"])
def test_old_versions_are_refused(secure_site, option):
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{secure_site.port}", option, "-cipher", "ALL:@SECLEVEL=0"],
        input=b"", capture_output=True, timeout=60)
    assert done.returncode != 0
    assert b"alert protocol version" in done.stderr


def test_plain_http_to_the_secure_port_is_answered(secure_site):
    assert statuses(exchange(secure_site.port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == [400]


def test_plain_http_is_sent_to_https(make_site, pair):
    site = make_site(TLS_CERT=pair[0], TLS_KEY=pair[1], TLS_REDIRECT_PORT=0, ALLOWED_HOSTS="127.0.0.1,localhost").start()
    port = int(site.log.split("from=http://127.0.0.1:")[1].split()[0])
    answer = exchange(port, b"GET /members?a=b HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n\r\n")
    assert statuses(answer) == [308]
    assert f"Location: https://localhost:{site.port}/members?a=b\r\n".encode() in answer
    assert statuses(exchange(port, b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")) == [400]
    assert site.terminate() == 0


def subject(port, name="localhost"):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with context.wrap_socket(connection, server_hostname=name) as secure:
            return secure.getpeercert(binary_form=True)


def der(path):
    return ssl.PEM_cert_to_DER_cert(path.read_text())


def test_each_host_gets_its_certificate(make_site, pair, tmp_path):
    other = make_certificate(tmp_path, "other", ["other.test"], kind="rsa")
    site = make_site(TLS_CERT=f"{pair[0]},{other[0]}", TLS_KEY=f"{pair[1]},{other[1]}").start()
    assert subject(site.port, "other.test") == der(other[0])
    assert subject(site.port, "localhost") == subject(site.port, "unknown.test") == der(pair[0])


def test_a_renewed_certificate_is_used_after_sighup(secure_site, pair, tmp_path):
    folder = tmp_path / "renewed"
    folder.mkdir()
    renewed = make_certificate(folder, "first")
    os.replace(renewed[0], pair[0])
    secure_site.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "does not belong" in secure_site.log)
    assert subject(secure_site.port) != der(pair[0])
    os.replace(renewed[1], pair[1])
    secure_site.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "read anew" in secure_site.log)
    assert subject(secure_site.port) == der(pair[0])
    assert secure_site.terminate() == 0


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_health_check_speaks_tls(secure_site):
    secure_site.environment["PORT"] = str(secure_site.port)
    assert secure_site.command("healthcheck")[0] == 0


def test_a_certificate_that_has_ended_is_warned_of(make_site, tmp_path):
    ended = make_certificate(tmp_path, "ended", days=-1)
    site = make_site(TLS_CERT=ended[0], TLS_KEY=ended[1]).start()
    assert "a certificate has ended" in site.log


def test_what_can_not_be_used_stops_the_start_with_words(make_site, pair, tmp_path):
    other = make_certificate(tmp_path, "other")
    for settings, words in [
        ({"TLS_CERT": pair[0], "TLS_KEY": other[1]}, "does not belong to the first certificate"),
        ({"TLS_CERT": "nowhere.pem", "TLS_KEY": pair[1]}, "nowhere.pem can't be read (No such file or directory)"),
        ({"TLS_CERT": pair[0]}, "each certificate needs its key"),
        ({"TLS_REDIRECT_PORT": "80"}, "TLS_REDIRECT_PORT is set without TLS_CERT"),
    ]:
        code, log = make_site(**settings).start_refused()
        assert code == 1 and words in log, log
