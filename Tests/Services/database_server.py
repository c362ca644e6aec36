"""What the database servers of the tests share: a folder, a user who is not root, child processes that end with this one."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from service import announce


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def user_for(name):
    """Database servers refuse to run as root: then they run as the user that their Debian package made."""
    return name if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


class Server:
    def __init__(self, name, user, with_parent):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir="/tmp"))
        self.user, self.children = user, []
        shutil.chown(self.folder, user)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        if with_parent:
            threading.Thread(target=self.end_with_parent, daemon=True).start()

    def end_with_parent(self):
        while os.read(0, 1024):
            pass
        self.stop()

    def stop(self):
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                # The signal of a debugger's stop must not outlive the test that sent it.
                os.kill(child.pid, signal.SIGCONT)
                os.kill(child.pid, signal.SIGQUIT if "postgres" in str(child.args[0]) else signal.SIGKILL)
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)
        os._exit(0)

    @property
    def identity(self):
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}

    def write(self, name, text):
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text + "\n")
        shutil.chown(path, self.user)
        return path

    def run(self, command):
        answer = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(self.folder), "TMPDIR": str(self.folder)}, **self.identity)
        if answer.returncode:
            sys.stderr.buffer.write(answer.stdout)
            self.stop_failed(f"{command[0]} ended with {answer.returncode}")

    def start(self, command):
        log = open(self.folder / "log", "ab")
        child = subprocess.Popen(
            [str(word) for word in command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, "HOME": str(self.folder), "TMPDIR": str(self.folder)}, **self.identity)
        self.children.append(child)
        return child

    def wait(self, command):
        deadline = time.monotonic() + 60
        while subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            if self.children[-1].poll() is not None or time.monotonic() > deadline:
                sys.stderr.write((self.folder / "log").read_text())
                self.stop_failed("the server did not start")
            time.sleep(0.05)

    def stop_failed(self, words):
        print(words, file=sys.stderr, flush=True)
        self.stop()

    def serve(self, facts):
        announce(**facts)
        threading.Event().wait()


def make_certificate(server):
    key, certificate = server.folder / "server.key", server.folder / "server.pem"
    server.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "30"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
    return certificate
