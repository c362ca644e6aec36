"""A database that is larger than what any command or server may take of memory."""
import os
import random
import re
import sqlite3
import subprocess
import sys

import pytest

# It takes a minute or two, and its bound was not tried on other machines: LARGE=1 runs it.
pytestmark = pytest.mark.skipif("LARGE" not in os.environ, reason="LARGE=1 runs it")

KEY = "site.sqlite"
MEGABYTES = 120
# What a command needs by itself is about 30 MB, its cache (`cache=8`) and parts on their way up to 80 more; a packed snapshot in
# memory would be another 120.
MOST_MEMORY = 150


@pytest.fixture
def large(tmp_path):
    """A database whose pages don't compress."""
    path, chance = tmp_path / "large.sqlite", random.Random(1)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE ballast (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
        database.executemany(
            "INSERT INTO ballast (bytes) VALUES (?)", ((chance.randbytes(10_000),) for _ in range(MEGABYTES * 100)))
    return path


# Linux counts what a process was before it became another program (`getrusage(2)`, of its parent's memory): a small one starts it.
START = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=file)
sys.exit(code)
"""


def run(site, *arguments):
    """Runs a command; gives what it said and the most memory that it had, in MB."""
    peak = site.folder / "peak.txt"
    done = subprocess.run(
        [sys.executable, "-c", START, peak, site.binary, *arguments], cwd=site.folder, env=site.environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout, int(peak.read_text()) / 1024


@pytest.mark.parametrize("encrypt", ["", "&encrypt=env:KEYS"], ids=["plain", "encrypted"])
def test_no_command_holds_the_whole_database_in_memory(make_site, bucket, tmp_path, large, encrypt):
    settings = bucket.settings(key=KEY, KEYS="11" * 32, TMPDIR=str(tmp_path))
    settings["DATABASE_URL"] += f"?layout=ltx&cache=8{encrypt}"
    site = make_site(**settings)
    peaks = {}
    _, peaks["import"] = run(site, "db", "import", str(large))
    segments = [name for name in bucket.objects() if name.endswith(".ltx")]
    assert len(segments) == 1
    site.start()
    assert site.visitor().register("ada").status_code == 303
    commit = re.search(r"last commit +(\d+)", run(site, "db", "info")[0]).group(1)
    assert site.visitor().register("grace").status_code == 303
    assert site.terminate() == 0
    said, peaks["verify"] = run(site, "db", "verify")
    assert "sound" in said
    _, peaks["restore"] = run(site, "db", "restore", "--txid", commit, "--yes")
    _, peaks["branch"] = run(site, "db", "branch", "copy.sqlite")
    _, peaks["export"] = run(site, "db", "export", "export.sqlite")
    if encrypt:
        site.environment["KEYS"] = "22" * 32 + "," + "11" * 32
        _, peaks["rotate-key"] = run(site, "db", "rotate-key")
        site.environment["KEYS"] = "22" * 32
        assert "sound" in run(site, "db", "verify")[0]
    assert all(peak < MOST_MEMORY for peak in peaks.values()), peaks
    with sqlite3.connect(site.folder / "export.sqlite") as database:
        assert database.execute("SELECT count(*), sum(length(bytes)) FROM ballast").fetchone() == (MEGABYTES * 100, MEGABYTES * 10**6)
        assert [name for name, in database.execute("SELECT username FROM users")] == ["ada"]
    assert [name for name in os.listdir(tmp_path) if name.startswith("satchel-")] == [], "temporary files are left"
