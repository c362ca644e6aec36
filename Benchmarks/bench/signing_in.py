"""The first page while eight people sign in without pause: bcrypt of cost 12 takes a sixth of a second of a core.

The same page is also asked for while busy loops of the class SCHED_IDLE, one for each core, take what nothing else wants: what
a machine does to a page when its cores never rest, without any sign-in."""
import contextlib
import os
import subprocess
import sys
import threading
import time

from bench import people
from bench.bench import median
from bench.load import wrk
from bench.report import Row
from bench.sites import satchel

PEOPLE = 8
VISITORS = (1, 8, 32, 256)
LOOP = "import os\nos.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\nwhile os.getppid() == {parent}: sum(range(100_000))"


def measure(bench):
    with satchel(bench, "signing-in") as site:
        site.until_answered()
        people.registered(site.url)
        found = {kind: {count: [] for count in VISITORS} for kind in ("idle", "loops", "sign-ins")}
        sign_ins, seconds = 0, 0.0
        for _ in range(bench.rounds):
            ask(bench, site, found["idle"])
            with busy_loops():
                ask(bench, site, found["loops"])
            with Crowd(site.url) as crowd:
                ask(bench, site, found["sign-ins"])
            sign_ins, seconds = sign_ins + crowd.done, seconds + crowd.seconds
    rows = [row for count in VISITORS for row in compared(count, *(median(found[kind][count]) for kind in found))]
    return [*rows, Row("signing-in", "sign-ins beside it", f"{sign_ins / seconds:.1f}/s")]


def ask(bench, site, findings):
    for count, found in findings.items():
        found.append(wrk(site.url + "/", count, bench.seconds))


def compared(count, idle, loops, busy):
    what = "one visitor" if count == 1 else f"{count} visitors"
    return [Row("signing-in", f"/ while {PEOPLE} sign in, {what}: p99 / idle", told(busy), busy["p99"] / idle["p99"], "×", at_most=2,
                beside=f"idle: {told(idle)}"),
            Row("signing-in", f"… {what}: p99 / beside busy loops", told(busy), busy["p99"] / loops["p99"], "×",
                beside=f"busy loops: {told(loops)}")]


def told(found):
    return f"p50 {found['p50']:.2f} ms, p99 {found['p99']:.2f} ms"


@contextlib.contextmanager
def busy_loops():
    loops = [subprocess.Popen([sys.executable, "-c", LOOP.format(parent=os.getpid())]) for _ in range(os.cpu_count())]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


class Crowd:
    """Eight people who sign in, each at once again, from `with` to its end."""

    def __init__(self, url):
        self.people = [people.SigningIn(url) for _ in range(PEOPLE)]
        self.over, self.done, self.failures = threading.Event(), 0, []
        self.lock = threading.Lock()

    def __enter__(self):
        self.began = time.monotonic()
        self.threads = [threading.Thread(target=self.sign_in, args=(person,), daemon=True) for person in self.people]
        for thread in self.threads:
            thread.start()
        return self

    def sign_in(self, person):
        try:
            while not self.over.is_set():
                person.once()
                with self.lock:
                    self.done += 1
        except Exception as failure:
            self.failures.append(failure)

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(30)
        self.seconds = time.monotonic() - self.began
        if self.failures:
            raise RuntimeError(f"a sign-in failed: {self.failures[0]}")
