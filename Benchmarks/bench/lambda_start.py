"""A cold start in AWS Lambda, under its emulator: the first invocation starts the process, and waits for its answer. The database is in a
bucket and nothing of it in a cache; the store answers at once, and after R. Counted is from `exec` to the answer: the emulator's own part
of it is in the numbers, and beside them, by a function of C that does nothing (`EmptyFunction`)."""
import statistics
import time

import requests
from bucket import Bucket, S3Server
from lambda_function import Function

from bench.programs import resident
from bench.report import Row
from bench.store import Store


def measure(bench):
    tries = 5 if bench.quick else 15
    with S3Server() as server:
        settings = Bucket(server, "bench-lambda").settings()
        cold(bench, settings)  # makes the database
        times, memories = zip(*(cold(bench, settings) for _ in range(tries)))
        empty = statistics.median(cold(bench, settings, [])[0] for _ in range(tries))
    with Store() as store:
        settings = store.bucket.settings(via=store.proxy)
        cold(bench, settings)
        asked = store.requests_of(lambda: cold(bench, settings))
        far = [cold(bench, settings)[0] for _ in range(tries)]
        multiple = (statistics.median(far) - statistics.median(times)) / store.reading
    middle, memory = statistics.median(times), statistics.median(memories)
    return [
        Row("lambda-start", "cold start to answer", f"median {middle:.1f} ms, {min(times):.1f} to {max(times):.1f}", middle, "ms", beside=f"an empty function {empty:.1f} ms", at_most=60),
        Row("lambda-start", "the same with R before the store", f"{statistics.median(far):.0f} ms, {len(asked)} requests", multiple, "R"),
        Row("lambda-start", "memory after one answer", f"{memory:.1f} MB", memory, "MB", at_most=25),
    ]


def cold(bench, settings, program=None):
    """Milliseconds from `exec` of a new instance to its answer to the first invocation, and the megabytes that it then has."""
    began = bench.scratch / "began"
    arguments = [began, *([bench.satchel] if program is None else program)]
    with Function(bench.program("EmptyFunction"), bench.root, settings, arguments=map(str, arguments)) as function:
        answer = requests.get(function.url + "/", timeout=60)
        took = time.monotonic_ns() - int(began.read_text())
        assert answer.status_code == 200, function.log
        return took / 1e6, resident(function.processes()[0])[0]
