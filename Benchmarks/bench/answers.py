"""JSON of 1 KB, and ten route parameters with twelve request headers: a whole site beside Hummingbird 2."""
import contextlib

from bench.plain import programs, told
from bench.report import Row

CONNECTIONS = 32
HEADERS = {f"X-Field-{number}": f"the value of field {number}, as long as many" for number in range(10)}
HEADERS |= {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Accept": "text/html,*/*;q=0.8"}
ASKED = {"JSON of 1 KB": ("/json", None), "10 parameters, 12 headers": ("/deep/aa/bb/cc/dd/ee/ff/gg/hh/ii/jj", HEADERS)}


def measure(bench):
    both = {name: program for name, program in programs(bench).items() if name in ("site", "Hummingbird")}
    with contextlib.ExitStack() as running:
        started = {name: running.enter_context(program) for name, program in both.items()}
        for program in started.values():
            program.until_answered("/plaintext")
        return [row(bench, started, what, path, headers) for what, (path, headers) in ASKED.items()]


def row(bench, started, what, path, headers):
    found = bench.side_by_side(started, path, CONNECTIONS, {name: headers for name in started})
    assert all(finding["bad"] == 0 for finding in found.values()), f"some were not answered: {found}"
    return Row("answers", f"{what}, a whole site, {CONNECTIONS} connections / Hummingbird", told(found["site"]),
               found["site"]["rate"] / found["Hummingbird"]["rate"], "×", at_least=1.5, beside=told(found["Hummingbird"]))
