"""A database in a bucket, in multiples of R, the store's answer time; the same for both layouts."""
import contextlib
import http.client
import statistics
import threading
import time

from bench.load import wrk
from bench.programs import resident
from bench.report import Row
from bench.sites import satchel
from bench.store import Store, timed

LAYOUTS = ("ltx", "file")


def measure(bench):
    with Store() as store:
        rows = [Row("bucket", "R: a bare PUT, a bare GET", f"{store.writing:.1f} ms, {store.reading:.1f} ms")]
        for layout in LAYOUTS:
            measures = Layout(bench, store, layout)
            for part in (measures.alone, measures.crowd, measures.together, measures.large, measures.huge):
                try:
                    rows += part()
                except Exception as failure:  # the others are measured all the same, and the table says what failed
                    rows.append(Row("bucket", f"{layout}: {part.__name__}", f"failed: {str(failure)[:160]}", failed=True))
        return rows


class Layout:
    def __init__(self, bench, store, layout):
        self.bench, self.store, self.layout = bench, store, layout
        self.seconds = 2 if bench.quick else 4

    def row(self, what, *arguments, **named):
        return Row("bucket", f"{self.layout}: {what}", *arguments, **named)

    def key(self, name):
        return f"{name}-{self.layout}"

    @contextlib.contextmanager
    def site(self, key, name="bucket", **more):
        settings = {**self.store.settings(self.key(key), f"layout={self.layout}"), **more}
        with satchel(self.bench, f"{name}-{self.layout}", self.bench.program("BucketSite"), **settings) as site:
            site.until_answered("/read")
            yield site

    def alone(self):
        """One client, and nobody."""
        R, W = self.store.reading, self.store.writing
        with self.site("alone") as site, Client(site.port) as client:
            writes = [timed(lambda: client.send("POST", "/write")) for _ in range(20)]
            reads = [timed(lambda: client.send("GET", "/read")) for _ in range(20)]
            pause = 5 if self.bench.quick else 30
            time.sleep(1)
            idle = self.store.requests_of(lambda: time.sleep(pause))
        write, read = statistics.median(writes), statistics.median(reads)
        return [
            self.row("a write, idle", f"{write:.1f} ms", write / W, "R", at_most=1.2),
            self.row("a read, idle", f"{read:.1f} ms", read / R, "R", at_most=1.2),
            self.row(f"requests to the store in {pause} s without visitors", f"{len(idle)}", len(idle), at_most=0),
        ]

    def crowd(self):
        """64 and 256 clients at once."""
        W, rows = self.store.writing / 1e3, []
        with self.site("ungrouped", WRITES_PER_COMMIT="1") as site:
            ungrouped = wrk(site.url + "/write", 64, self.seconds, method="POST")
        with self.site("crowd") as site:
            for clients, gain in ((64, 25),) if self.bench.quick else ((64, 25), (256, 90)):
                found = wrk(site.url + "/write", clients, self.seconds, method="POST")
                rows += [
                    self.row(f"{clients} clients writing / {clients} ÷ 2R", told(found), found["rate"] / (clients / 2 / W), "×",
                             at_least=0.8),
                    self.row(f"{clients} clients writing / one write for each commit", told(found), found["rate"] / ungrouped["rate"],
                             "×", at_least=gain, beside=told(ungrouped)),
                ]
            findings = []
            asked = self.store.requests_of(lambda: findings.append(wrk(site.url + "/read", 64, self.seconds)))
        found = findings[0]
        return [
            *rows,
            self.row("64 clients reading: requests to the store for 1,000 answers", told(found),
                     len(asked) / found["requests"] * 1e3, at_most=40),
            self.row("64 clients reading: p50", f"{found['p50']:.1f} ms", found["p50"] / self.store.reading, "R", at_most=1.7),
        ]

    def together(self):
        """Two instances that both write, 32 clients each, beside one with 32."""
        with self.site("together", "one") as one, self.site("together", "two") as two, Client(one.port) as client:
            alone = wrk(one.url + "/write", 32, self.seconds, method="POST")
            before, findings = int(client.send("GET", "/sum")), []
            loads = [threading.Thread(target=lambda site=site: findings.append(written_to(site, self.seconds))) for site in (one, two)]
            for load in loads:
                load.start()
            for load in loads:
                load.join()
            time.sleep(2)  # what was in flight when the load ended
            written = int(client.send("GET", "/sum")) - before
        acknowledged = sum(findings)
        rate = acknowledged / self.seconds
        return [
            self.row("two instances writing, 32 clients each / one", f"{rate:,.0f}/s", rate / alone["rate"], "×",
                     at_least=0.5, beside=f"{alone['rate']:,.0f}/s"),
            self.row("two instances writing: the slower one's part", f"{min(findings):,} of {acknowledged:,}",
                     min(findings) / max(acknowledged, 1), at_least=0.3),
            self.row("lost updates of two instances", f"{acknowledged:,} acknowledged, {written:,} found",
                     max(0, acknowledged - written), at_most=0),
        ]

    def large(self):
        """One row changed in a large database, and a start on it."""
        size = 20 if self.bench.quick else 100
        with self.site("large") as site, Client(site.port) as client:
            fill(client, size)
            times, count = [], 10 if self.layout == "ltx" else 2
            asked = self.store.requests_of(
                lambda: times.extend(timed(lambda: client.send("POST", "/write")) for _ in range(count)))
        commits = [request["received"] for request in asked if request["method"] == "PUT" and request["target"].endswith(self.key("large"))]
        up, write = statistics.median(commits) / 1e3, statistics.median(times)
        beside = sum(request["received"] for request in asked) / 1e3 - sum(commits) / 1e3
        bounds = {"at_most": 80} if self.layout == "ltx" else {}
        rows = [
            self.row(f"one row changed in {size} MB: up with the commit", f"{up:,.1f} kB", up, "kB", **bounds),
            self.row(f"one row changed in {size} MB: up in the background", f"{beside:,.0f} kB for {count} commits"),
            self.row(f"one row changed in {size} MB: time", f"{write:.1f} ms", write / self.store.writing, "R",
                     at_most=1.2 if bounds else None),
        ]
        return [*rows, *self.cold("large", size)]

    def huge(self):
        """A start on a gigabyte, and memory while it is written and read. Not for a layout that uploads it with each commit."""
        if self.layout != "ltx" or self.bench.quick:
            return []
        with self.site("huge") as site, Client(site.port) as client:
            fill(client, 1000)
            memory, most = resident(site.pid)
        row = self.row("memory after 1,000 MB were written: at the end, at most", f"{memory:.0f} MB, {most:.0f} MB", memory, "MB",
                       at_most=200)
        return [row, *self.cold("huge", 1000)]

    def cold(self, key, size):
        """A start without anything on this machine, to the first row read."""
        with contextlib.ExitStack() as running:
            sites, times = [], []
            asked = self.store.requests_of(
                lambda: times.append(timed(lambda: sites.append(running.enter_context(self.site(key, "cold"))))))
            wrk(sites[0].url + "/read", 32, 2)
            memory, _ = resident(sites[0].pid)
        down, bounds = sum(request.get("sent", 0) for request in asked) / 1e6, self.layout == "ltx"
        return [
            self.row(f"first row of {size} MB, cold", f"{times[0]:.0f} ms", times[0] / self.store.reading, "R",
                     at_most=8 if bounds else None),
            self.row(f"first row of {size} MB, cold: down", f"{down:.2f} MB, {len(asked)} requests", down, "MB",
                     at_most=2 if bounds else None),
            self.row(f"memory while serving {size} MB", f"{memory:.0f} MB", memory, "MB", at_most=200 if bounds else None),
        ]


def fill(client, megabytes):
    """Rows that don't compress, 10 MB with each commit; then a while for what is tidied in the background."""
    for _ in range(megabytes // 10):
        client.send("POST", "/fill?megabytes=10")
    time.sleep(2)


def written_to(site, seconds):
    """How many writes were acknowledged: none, where the other instance always came first."""
    found = wrk(site.url + "/write", 32, seconds, method="POST", must_answer=False)
    return found["requests"] - found["bad"]


class Client:
    """One kept connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def send(self, method, target):
        self.connection.request(method, target)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        assert answer.status == 200, f"{method} {target} was answered {answer.status}: {body[:200]}"
        return body


def told(found):
    return f"{found['rate']:,.0f}/s, p50 {found['p50']:.0f} ms, p99 {found['p99']:.0f} ms, {found['bad']} refused"
