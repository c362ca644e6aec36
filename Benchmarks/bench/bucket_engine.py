"""A database in a bucket, in multiples of R, the store's answer time; the same for both layouts."""
import contextlib
import http.client
import os
import sqlite3
import statistics
import subprocess
import threading
import time

from bench.load import wrk
from bench.programs import resident
from bench.report import Row
from bench.sites import satchel
from bench.store import Store, timed

LAYOUTS = ("ltx", "file")
PARTS = ("alone", "crowd", "together", "large", "huge", "local")


def measure(bench, parts=PARTS):
    with Store() as store:
        rows = [Row("bucket", "R: a bare PUT, a bare GET", f"{store.writing:.1f} ms, {store.reading:.1f} ms")]
        for layout in LAYOUTS:
            measures = Layout(bench, store, layout)
            for part in parts:
                try:
                    rows += getattr(measures, part)()
                except Exception as failure:  # the others are measured all the same, and the table says what failed
                    rows.append(Row("bucket", f"{layout}: {part}", f"failed: {str(failure)[:160]}", failed=True))
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
    def site(self, key, name="bucket", options="", **more):
        settings = {**self.store.settings(self.key(key), f"layout={self.layout}{options}"), **more}
        with satchel(self.bench, f"{name}-{self.layout}", self.bench.program("BucketSite"), **settings) as site:
            site.until_answered("/read")
            yield site

    def alone(self):
        """One client, and nobody."""
        R, W = self.store.reading, self.store.writing
        with self.site("alone") as site, Client(site.port) as client:
            writes = [timed(lambda: client.send("POST", "/write")) for _ in range(20)]
            reads = [timed(lambda: client.send("GET", "/read")) for _ in range(20)]
            pause = 5 if self.bench.quick else 60
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
        """A gigabyte that was imported: a start on it, memory while it is read and written. Not for a layout that uploads it whole."""
        if self.layout != "ltx" or self.bench.quick:
            return []
        file = self.bench.folder("huge-file") / "huge.sqlite"
        with self.site("huge-schema") as site, Client(site.port) as client:
            client.send("POST", "/write")
        settings = {"PATH": os.environ["PATH"], **self.store.settings(self.key("huge-schema"), f"layout={self.layout}", slow=False)}
        program = self.bench.program("BucketSite")
        subprocess.run([program, "db", "export", file], env=settings, cwd=file.parent, check=True, capture_output=True)
        with contextlib.closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA synchronous = OFF")
            for _ in range(100):
                database.executemany("INSERT INTO ballast (bytes) VALUES (?)", ((os.urandom(10_000),) for _ in range(1000)))
                database.commit()
        settings |= self.store.settings(self.key("huge"), f"layout={self.layout}", slow=False)
        began = time.perf_counter()
        subprocess.run([program, "db", "import", file], env=settings, cwd=file.parent, check=True, capture_output=True)
        took, size = time.perf_counter() - began, file.stat().st_size
        file.unlink()
        with self.site("huge"):
            pass  # the first start tries the store
        rows = [self.row(f"a file of {size / 1e6:,.0f} MB imported, without R", f"{took:.0f} s"), *self.cold("huge", 1000)]
        with self.site("huge") as site, Client(site.port) as client:
            found = wrk(site.url + "/ballast?rows=100000", 32, 10)
            write = statistics.median(timed(lambda: client.send("POST", "/write")) for _ in range(10))
            fill(client, 50)
            memory, most = resident(site.pid)
        return [
            *rows,
            self.row("rows anywhere in 1,000 MB, 32 clients", told(found)),
            self.row("one row changed in 1,000 MB: time", f"{write:.1f} ms", write / self.store.writing, "R", at_most=1.2),
            self.row("memory while serving 1,000 MB, 50 more being written: at the end, at most", f"{memory:.0f} MB, {most:.0f} MB",
                     most, "MB", at_most=200),
        ]

    def local(self):
        """Point selects that ask the store nothing, beside the same program on a plain file in WAL mode, in turn."""
        plain = satchel(self.bench, "local-plain", self.bench.program("BucketSite"), DATABASE_URL="sqlite:///site.sqlite")
        with self.site("local", options="&max_stale=60") as ours, plain as theirs:
            theirs.until_answered("/read")
            times = {ours: [], theirs: []}
            for number in range(2 * self.bench.rounds):
                for site in (ours, theirs) if number % 2 else (theirs, ours):
                    with Client(site.port) as client:
                        times[site].append(float(client.send("GET", "/selects?count=100000")))
        ours, theirs = (statistics.median(times[site]) / 1e3 for site in (ours, theirs))
        return [self.row("a point select, pages cached, beside a WAL file", f"{ours:.2f} µs", theirs / ours, "×", at_least=1.5,
                         beside=f"{theirs:.2f} µs")]

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
