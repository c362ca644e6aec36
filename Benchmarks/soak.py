"""A site under mixed traffic with faults for a long time: memory and descriptors must stay flat, and nothing may fail.

    Benchmarks/soak.py MINUTES          # make soak MINUTES=30

The traffic is bounded (about a hundred requests a second), so that it takes a small part of a core. What counts: every answer that
is waited for has the status that it should; the memory of the last fifth is that of the second fifth, within a tenth; when
all clients are gone, as many descriptors are open as at the start.
"""
import json
import os
import pathlib
import random
import socket
import statistics
import struct
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "Benchmarks"), str(ROOT / "Tests/EndToEnd")]

from bench import people  # noqa: E402
from bench.bench import Bench  # noqa: E402
from bench.programs import cpu_seconds, resident  # noqa: E402
from bench.sites import satchel  # noqa: E402

# Seven connections (a writer, four readers, one for each of two loops) of at most three files.
DATABASE_DESCRIPTORS = 21

PAUSES = {"page": 0.02, "members": 0.02, "file": 0.05, "reset": 0.1, "slow": 0.1, "events": 0.5, "upload": 1, "sign_in": 5, "broken": 0.2}


class Traffic:
    """One kind of client in each thread, again and again until the end."""

    def __init__(self, port, cookie):
        self.port, self.cookie = port, cookie
        self.over, self.counts, self.failures = threading.Event(), {}, []

    def start(self):
        self.threads = [threading.Thread(target=self.repeat, args=(kind, pause), daemon=True) for kind, pause in PAUSES.items()]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def repeat(self, kind, pause):
        act, dice = getattr(self, kind), random.Random(kind)
        while not self.over.is_set():
            try:
                act(dice)
                self.counts[kind] = self.counts.get(kind, 0) + 1
            except Exception as failure:
                self.failures.append(f"{kind}: {failure!r}")
            self.over.wait(pause * dice.uniform(0.5, 1.5))

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def ask(self, path, expected, headers="", method="GET", body=b"", connection=None):
        with connection or self.connect() as client:
            head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
            client.sendall(head.encode() + body)
            answer = b""
            while piece := client.recv(65536):
                answer += piece
        status = int(answer.split(b" ", 2)[1]) if answer else 0
        assert status == expected, f"{method} {path} answered {status}: {answer[:200]}"
        return answer

    def page(self, dice):
        self.ask(dice.choice(["/", "/user/sign-in", "/user/register"]), 200)

    def members(self, dice):
        self.ask("/members", 200, f"Cookie: {self.cookie}\r\n")

    def file(self, dice):
        self.ask("/style.css", 200, dice.choice(["", "Accept-Encoding: gzip\r\n"]))

    def broken(self, dice):
        path, headers, expected = dice.choice([
            ("/nothing-here", "", 404), ("/", "Transfer-Encoding: chunked\r\n", 400), ("/%zz", "", 400), ("/members", "", 303)])
        self.ask(path, expected, headers)

    def reset(self, dice):
        """Goes away in the middle: of the head, of waiting, of the answer."""
        with self.connect() as client:
            client.sendall(dice.choice([b"GET / HT", b"GET /style.css HTTP/1.1\r\nHost: a\r\n\r\n" * 20, b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\nxx"]))
            if dice.random() < 0.5:
                client.recv(100)  # Of half a head nothing is answered for ten seconds: 408.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def slow(self, dice):
        """Says its request byte by byte."""
        with self.connect() as client:
            for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n":
                client.sendall(bytes([byte]))
                time.sleep(0.01)
            answer = client.recv(100)
            assert answer.startswith(b"HTTP/1.1 200"), answer

    def events(self, dice):
        with self.connect() as client:
            client.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for _ in range(dice.randrange(1, 20)):
                assert client.recv(4096), "the events ended"

    def upload(self, dice):
        content = dice.randbytes(dice.choice([1000, 100_000, 2_000_000]))
        body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n' + content + b"\r\n--b--\r\n"
        answer = self.ask("/upload", 200, "Content-Type: multipart/form-data; boundary=b\r\n", "POST", body)
        assert answer.endswith(f"f {len(content)}".encode()), answer[-100:]

    def sign_in(self, dice):
        people.signed_in(f"http://127.0.0.1:{self.port}")


def main():
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    bench = Bench(ROOT, quick=True)
    settings = {"LOG_LEVEL": "warning", "USER_SIGN_IN_ATTEMPTS": "1000000"}
    with satchel(bench, "soak", bench.program("SoakSite"), **settings) as site:
        site.until_answered()
        people.registered(site.url)
        cookie = people.signed_in(site.url)["Cookie"]
        time.sleep(3)
        before = descriptors(site.pid)
        traffic = Traffic(site.port, cookie)
        traffic.start()
        samples = watched(site, minutes * 60)
        traffic.stop()
        time.sleep(15)  # Half a head is given ten seconds.
        after, cpu = descriptors(site.pid), cpu_seconds(site.pid)
        of_database = database_descriptors(site.pid)
    return report(bench, minutes, samples, before, after, of_database, cpu, traffic)


def descriptors(pid):
    """Without those that are made once, when they are first needed: SQLite's journal for each of its few connections, and the timer that
    Dispatch keeps."""
    return sum(1 for target in targets(pid) if ".sqlite" not in target and target != "anon_inode:[timerfd]")


def targets(pid):
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            yield os.readlink(f"/proc/{pid}/fd/{name}")
        except FileNotFoundError:
            pass  # closed meanwhile


def database_descriptors(pid):
    return sum(1 for target in targets(pid) if ".sqlite" in target)


def watched(site, seconds):
    """Megabytes in memory and open descriptors, a hundred times or so."""
    samples, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(max(1, seconds / 100))
        samples.append((resident(site.pid)[0], descriptors(site.pid)))
    return samples


def report(bench, minutes, samples, before, after, of_database, cpu, traffic):
    fifth = max(1, len(samples) // 5)
    early = statistics.median(memory for memory, _ in samples[fifth:2 * fifth] or samples)
    late = statistics.median(memory for memory, _ in samples[-fifth:])
    facts = {
        "minutes": minutes, "requests": dict(sorted(traffic.counts.items())), "failures": len(traffic.failures),
        "memory, second fifth (MB)": round(early, 1), "memory, last fifth (MB)": round(late, 1),
        "descriptors before, most, after": [before, max(count for _, count in samples), after],
        "of a core": round(cpu / (minutes * 60), 3),
    }
    print(json.dumps(facts, indent=2))
    (bench.scratch / "soak.json").write_text(json.dumps({**facts, "samples": samples, "failed": traffic.failures[:100]}, indent=1))
    problems = [*traffic.failures[:5]]
    if late > early * 1.1:
        problems.append(f"memory grew from {early:.1f} MB to {late:.1f} MB")
    if of_database > DATABASE_DESCRIPTORS:
        problems.append(f"{of_database} descriptors are the database's: more than its connections have")
    if after > before:
        problems.append(f"{after} descriptors are open, {before} were at the start")
    if missing := set(PAUSES) - set(traffic.counts):
        problems.append(f"never done: {', '.join(sorted(missing))}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
