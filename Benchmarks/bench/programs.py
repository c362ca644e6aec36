"""Processes that answer on a port of 127.0.0.1."""
import contextlib
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import time


class Program:
    """A process that listens on the port that it is given, from `with` to its end."""

    def __init__(self, command, port=None, folder=None, environment=None, log=None):
        self.port = port or free_port()
        self.command = [str(part).replace("{port}", str(self.port)) for part in command]
        self.folder, self.log = folder, log or os.devnull
        # Nothing else: what is set for the person who measures is not meant for the programs.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder or pathlib.Path.cwd()), **(environment or {})}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                close_fds=False)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def until_answered(self, path="/", seconds=30):
        """Waits for the first 200; gives when it came, by the monotonic clock."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return time.monotonic()
            if self.process.poll() is not None:
                said = pathlib.Path(self.log).read_text()[-2000:]
                raise RuntimeError(f"{self.command} ended with {self.process.returncode}: {said}")
            time.sleep(0.0005)
        raise RuntimeError(f"{self.command} did not answer")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def resident(pid):
    """Megabytes in memory now, and at most so far (VmRSS and VmHWM, mapped files included)."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return tuple(int(re.search(rf"{name}:\s*(\d+) kB", status).group(1)) / 1024 for name in ("VmRSS", "VmHWM"))


def family(pid):
    """A process and all that it started."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def cpu_seconds(pid):
    """What a process and all that it started have used of the cores so far."""
    ticks = 0
    for one in family(pid):
        fields = pathlib.Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
