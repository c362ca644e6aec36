"""New passwords are looked up by five digits of their SHA-1: a small server that speaks the range format, right, wrong and dead."""
import hashlib
import http.server
import threading
import time

import pytest

from visitor import PASSWORD

STOLEN = "correct horse battery"


class RangeServer(http.server.ThreadingHTTPServer):
    """Knows one stolen password, among padding; can be told to answer otherwise."""

    daemon_threads = True

    def __init__(self, behave="right"):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave, self.asked = behave, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/range/"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Add-Padding"]))
        if self.server.behave == "slow":
            time.sleep(5)
        digest = hashlib.sha1(STOLEN.encode()).hexdigest().upper()
        lines = [f"{'0' * 34}{n:X}:{n}" for n in range(1, 10)]
        if self.path == "/range/" + digest[:5]:
            lines.insert(4, f"{digest[5:]}:42")
        # Padding, as the service mixes in: seen no times.
        lines.append(hashlib.sha1(PASSWORD.encode()).hexdigest().upper()[5:] + ":0")
        body = "\r\n".join(lines).encode()
        if self.server.behave == "huge":
            body = b"0" * (3 << 20)
        self.send_response(503 if self.server.behave == "busy" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


def test_a_stolen_password_is_refused_wherever_one_is_chosen(make_site):
    with RangeServer() as server:
        site = make_site(USER_BREACHED_PASSWORDS_URL=server.url).start()
        answer = site.visitor().register("ada", STOLEN)
        assert answer.status_code == 422 and "stands in a list of stolen ones" in answer.text
        prefix = hashlib.sha1(STOLEN.encode()).hexdigest().upper()[:5]
        assert server.asked == [(f"/range/{prefix}", "true")], "five digits, and nothing else, leave the site"
        visitor = site.visitor()
        assert visitor.register("ada").status_code == 303, "padding counts for nothing"
        fields = {"old_password": PASSWORD, "new_password": STOLEN, "retype_password": STOLEN}
        assert visitor.submit("/user/change-password", fields).status_code == 422
        code, link, _ = site.command("users", "reset-link", "ada")
        assert code == 0
        path = "/user/" + link.strip().split("/user/")[1]
        fields = {"new_password": STOLEN, "retype_password": STOLEN}
        assert site.visitor().submit(path, fields).status_code == 422
        asked = len(server.asked)
        assert site.visitor().register("bob", "short").status_code == 422
        assert len(server.asked) == asked, "what is wrong anyway is not asked about"


@pytest.mark.parametrize("behave", ["busy", "slow", "huge", "dead"])
def test_a_service_that_is_away_keeps_nobody_out(make_site, behave):
    with RangeServer(behave) as server:
        url = "http://127.0.0.1:1/range/" if behave == "dead" else server.url
        site = make_site(USER_BREACHED_PASSWORDS_URL=url).start()
        start = time.monotonic()
        assert site.visitor().register("ada", STOLEN).status_code == 303
        assert time.monotonic() - start < 4.9
        assert "breached passwords could not be looked up" in site.log
        assert site.visitor().register("bob", "password1").status_code == 422, "the list of the commonest is asked in any case"
