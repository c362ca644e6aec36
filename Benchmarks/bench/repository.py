"""Repositories beside GRDB on SQLite, and beside libpq and libmariadb called by hand; in one process, one after the other in turns."""
import json
import subprocess
import sys

from bench.report import Row

PEERS = {"sqlite": ("GRDB", []), "postgres": ("libpq", ["postgres.py"]), "mariadb": ("libmariadb", ["mariadb.py"])}


def measure(bench):
    return [row for engine in PEERS for row in rows(bench, engine)]


def rows(bench, engine):
    peer, service = PEERS[engine]
    with Service(bench, service) as url:
        done = subprocess.run(
            [bench.program("RepositoryBench"), engine, url or str(bench.folder("repository")), str(bench.rounds), str(bench.seconds)],
            stdout=subprocess.PIPE, text=True, check=True)
    for line in done.stdout.splitlines():
        found = json.loads(line)
        ratio = found["satchel"] / found["peer"]
        yield Row("repository", f"{engine}: {found['what']} / {peer}", f"{found['satchel']:,.0f}/s", ratio, "×", at_least=0.8,
                  beside=f"{found['peer']:,.0f}/s")


class Service:
    """A server of Tests/Services, where the engine has one."""

    def __init__(self, bench, script):
        self.command = [sys.executable, str(bench.root / "Tests/Services" / script[0]), "--with-parent"] if script else None

    def __enter__(self):
        if not self.command:
            return None
        self.process, url = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True), None
        for line in self.process.stdout:
            name, _, value = line.strip().partition("=")
            url = value if name == "URL" else url
            if name == "READY":
                return url
        raise RuntimeError("the server did not start")

    def __exit__(self, *_):
        if self.command:
            self.process.terminate()
            self.process.wait()
