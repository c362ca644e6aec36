"""The first page while eight people sign in without pause: bcrypt of cost 12 takes a sixth of a second of a core."""
import threading
import time

from bench import people
from bench.bench import median
from bench.load import wrk
from bench.report import Row
from bench.sites import satchel

PEOPLE = 8


def measure(bench):
    with satchel(bench, "signing-in") as site:
        site.until_answered()
        people.registered(site.url)
        idle, busy = {1: [], 8: []}, {1: [], 8: []}
        sign_ins, seconds = 0, 0.0
        for _ in range(bench.rounds):
            for count in idle:
                idle[count].append(wrk(site.url + "/", count, bench.seconds))
            with Crowd(site.url) as crowd:
                for count in busy:
                    busy[count].append(wrk(site.url + "/", count, bench.seconds))
            sign_ins, seconds = sign_ins + crowd.done, seconds + crowd.seconds
    rows = [row(count, median(idle[count]), median(busy[count])) for count in idle]
    return [*rows, Row("signing-in", "sign-ins beside it", f"{sign_ins / seconds:.1f}/s")]


def row(count, idle, busy):
    what = "one visitor" if count == 1 else f"{count} visitors"
    return Row("signing-in", f"/ while {PEOPLE} sign in, {what}: p99 / idle", f"p50 {busy['p50']:.2f} ms, p99 {busy['p99']:.2f} ms",
               busy["p99"] / idle["p99"], "×", at_most=2, beside=f"idle: p50 {idle['p50']:.2f} ms, p99 {idle['p99']:.2f} ms")


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
