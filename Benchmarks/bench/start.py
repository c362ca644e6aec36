"""From exec to the first 200 for a page, with a database that is there."""
import statistics
import time

from bench.report import Row
from bench.sites import satchel


def measure(bench):
    site = satchel(bench, "start")
    times = [started(site) for _ in range((5 if bench.quick else 20) + 1)][1:]  # the first makes the database
    middle = statistics.median(times)
    return [Row("start", "start to first answer", f"median {middle:.1f} ms, {min(times):.1f} to {max(times):.1f}", middle, "ms", at_most=50)]


def started(site):
    began = time.monotonic()
    with site:
        return (site.until_answered("/") - began) * 1e3
