"""From exec to the first 200 for a page, with a database that is there; beside Flask-User, and Hummingbird with a page of plain text."""
import statistics
import time

from bench.programs import Program, family, resident
from bench.report import Row
from bench.sites import flask_user, satchel


def measure(bench):
    sites = {
        "Satchel": (satchel(bench, "start"), "/"),
        "Hummingbird": (Program([bench.program("PlainHummingbird"), "{port}"]), "/plaintext"),
        "Flask-User": (flask_user(bench), "/"),
    }
    found = {name: tries(bench, *site) for name, site in sites.items() if site[0]}
    beside = ", ".join(f"{name} {times[0]:.1f} ms and {memory:.0f} MB" for name, (times, memory) in found.items() if name != "Satchel")
    (middle, least, most), memory = found["Satchel"]
    return [
        Row("start", "start to first answer", f"median {middle:.1f} ms, {least:.1f} to {most:.1f}", middle, "ms", beside=beside, at_most=50),
        Row("start", "memory after it", f"{memory:.1f} MB", memory, "MB", at_most=25),
    ]


def tries(bench, site, path):
    """Milliseconds (median, least, most), and the megabytes of all its processes after the first answer."""
    found = [started(site, path) for _ in range((5 if bench.quick else 20) + 1)][1:]  # the first makes the database
    times, memories = zip(*found)
    return (statistics.median(times), min(times), max(times)), statistics.median(memories)


def started(site, path):
    began = time.monotonic()
    with site:
        took = (site.until_answered(path) - began) * 1e3
        return took, sum(resident(pid)[0] for pid in family(site.pid))
