"""A site is replaced under load and nobody notices: its socket is handed over, or the old one is drained behind nginx."""
import os
import shutil
import signal
import socket
import subprocess
import threading
import time

import pytest
import requests

from reverse_proxies import nginx

PRODUCTION = {"SATCHEL_ENV": "production", "LOG_LEVEL": "notice", "LOG_FORMAT": "json"}


class Load:
    """Visitors who read pages and send forms, over kept connections and over new ones. Nobody tries again."""

    def __init__(self, url, visitors=8):
        self.url, self.answers, self.failures = url, 0, []
        self.lock, self.end = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.visit, args=(number,)) for number in range(visitors)]

    def visit(self, number):
        session = requests.Session()
        session.trust_env = False
        while not self.end.is_set():
            if number % 2:
                session.close()
            try:
                page = session.get(self.url + "/", timeout=30)
                # Refused for want of a token, which is an answer of the site's: what counts is that there is one.
                form = session.post(self.url + "/user/sign-in", data={"username": "x"}, timeout=30, allow_redirects=False)
                right = page.status_code == 200 and form.status_code == 403
                failure = None if right else f"{page.status_code} {form.status_code}"
            except requests.RequestException as error:
                failure = repr(error)
            with self.lock:
                self.answers += 1
                if failure:
                    self.failures.append(failure)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def wait_for(self, more):
        """Until so many more rounds are answered."""
        wanted, deadline = self.answers + more, time.monotonic() + 60
        while self.answers < wanted and time.monotonic() < deadline:
            time.sleep(0.01)
        assert self.answers >= wanted

    def __exit__(self, *_):
        self.end.set()
        for thread in self.threads:
            thread.join()


def spawn_with_socket(site, listening):
    """As systemd does (sd_listen_fds(3)): the socket is descriptor 3, and the process is named."""
    # bash: a sh may know descriptors of one digit alone.
    wanted = 'exec 3<&"$1"; shift; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
    with open(site.log_path, "a") as log:
        site.process = subprocess.Popen(
            ["/bin/bash", "-c", wanted, "bash", str(listening.fileno()), site.binary, "serve"], cwd=site.folder, env=site.environment,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, pass_fds=[listening.fileno()])
    return site


def wait_until_ready(url, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if requests.get(url + "/readyz", timeout=5).status_code == 200:
                return
        except requests.RequestException:
            pass
        time.sleep(0.02)
    raise AssertionError(f"{url} is not ready")


@pytest.mark.parametrize("overlap", [True, False], ids=["new before old", "old before new"])
def test_a_socket_is_handed_over(make_site, bucket, overlap):
    with socket.socket() as listening:
        # A descriptor that is neither 3 nor closed by the shell before it is 3; descriptors of one digit are what sh takes.
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        sites = [spawn_with_socket(make_site(**PRODUCTION, **bucket.settings()), listening)]
        wait_until_ready(url)
        with Load(url) as load:
            load.wait_for(40)
            for _ in range(3):
                if not overlap:
                    # Whoever comes meanwhile waits in the socket.
                    assert sites[-1].terminate(40) == 0
                sites.append(spawn_with_socket(make_site(**PRODUCTION, **bucket.settings()), listening))
                load.wait_for(40)
                if overlap:
                    assert sites[-2].terminate(40) == 0
                load.wait_for(40)
        assert load.failures == [], sites[-1].log
        print(f"{load.answers} rounds, no failure")


@pytest.mark.skipif(not shutil.which("systemd-socket-activate"), reason="no systemd-socket-activate on this machine")
def test_systemds_own_program_hands_its_socket_over(make_site):
    """It holds the socket, and becomes the site when somebody comes: who came first has waited in it."""
    site = make_site(**PRODUCTION)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        site.port = probe.getsockname()[1]
    settings = [f"--setenv={name}={value}" for name, value in site.environment.items()]
    with open(site.log_path, "a") as log:
        site.process = subprocess.Popen(
            ["systemd-socket-activate", f"--listen=127.0.0.1:{site.port}", *settings, site.binary, "serve"], cwd=site.folder,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    wait_until_ready(site.url)
    assert requests.get(site.url + "/", timeout=10).status_code == 200
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(20) == 0, site.log


def test_a_socket_that_does_not_listen_is_refused(make_site):
    with socket.socket() as idle:
        site = spawn_with_socket(make_site(), idle)
        assert site.process.wait(20) == 1
        assert "LISTEN_FDS" in site.log and "no listening socket" in site.log


def test_instances_are_replaced_behind_nginx(make_site, bucket, tmp_path):
    sites = [make_site(**PRODUCTION, TRUSTED_PROXIES="127.0.0.1", **bucket.settings()).start() for _ in range(2)]
    # nginx asks each instance every time: for a second after a refusal it would take both for dead, restarted one right after the other.
    upstream = "; server ".join(f"127.0.0.1:{site.port} max_fails=0" for site in sites)
    with nginx(tmp_path / "proxy", upstream) as proxy:
        with Load(f"http://127.0.0.1:{proxy.port}") as load:
            load.wait_for(40)
            for number in (0, 1, 0, 1):
                port = sites[number].port
                assert sites[number].terminate(40) == 0
                sites[number] = make_site(
                    **PRODUCTION, TRUSTED_PROXIES="127.0.0.1", **{**bucket.settings(), "PORT": port}).start()
                load.wait_for(80)
        assert load.failures == [], sites[0].log
        print(f"{load.answers} rounds, no failure")
