"""Blocks taken from the heap for one request, counted before malloc."""
import struct

from bench import people
from bench.load import wrk
from bench.plain import programs
from bench.report import Row
from bench.sites import satchel

COUNTED = ("server", "site", "Hummingbird")


def measure(bench):
    rows = []
    for name, program in programs(bench).items():
        if name in COUNTED:
            rows.append(row(f"plain text, {name}", *counted(bench, program, "/plaintext")))
    rows.append(row("/members signed in", *counted(bench, satchel(bench, "counted"), "/members", signs_in=True)))
    return rows


def row(what, blocks, size):
    return Row("allocations", f"allocations a request: {what}", f"{blocks:.1f} blocks, {size:,.0f} bytes", blocks)


def counted(bench, program, path, signs_in=False):
    """Blocks and bytes a request, over one short load."""
    page = bench.scratch / "allocations"
    page.write_bytes(bytes(4096))
    program.environment |= {"LD_PRELOAD": str(bench.program("libAllocationCounter.so")), "ALLOCATION_COUNTS": str(page)}
    with program:
        program.until_answered("/healthz" if signs_in else path)
        headers = {}
        if signs_in:
            people.registered(program.url)
            headers = people.signed_in(program.url)
        wrk(program.url + path, 8, 1, headers)
        before = struct.unpack("QQ", page.read_bytes()[:16])
        found = wrk(program.url + path, 8, 1, headers)
        after = struct.unpack("QQ", page.read_bytes()[:16])
    return tuple((late - early) / found["requests"] for early, late in zip(before, after))
