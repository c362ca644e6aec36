"""Plain text over kept connections: the server alone, a whole site, Hummingbird 2, and the machine's ceiling."""
import contextlib

from bench.programs import Program
from bench.report import Row
from bench.sites import satchel

CONNECTIONS = (8, 32, 256)


def programs(bench):
    """Name → a program that answers /plaintext; none writes a log line for it."""
    alone = {name: Program([bench.program(binary), "{port}"]) for name, binary in
             (("server", "PlainServer"), ("Hummingbird", "PlainHummingbird"), ("epoll", "PlainEpoll"))}
    return {**alone, "site": satchel(bench, "plain", bench.program("PlainSite"))}


def measure(bench):
    with contextlib.ExitStack() as running:
        started = {name: running.enter_context(program) for name, program in programs(bench).items()}
        for program in started.values():
            program.until_answered("/plaintext")
        return [row for count in CONNECTIONS for row in rows(count, bench.side_by_side(started, "/plaintext", count))]


def rows(count, found):
    assert all(finding["bad"] == 0 for finding in found.values()), f"some were not answered: {found}"

    def row(who, other, **bound):
        what = f"plain text, {who}, {count} connections / {other}"
        ratio = found[who]["rate"] / found[other]["rate"]
        return Row("plain", what, told(found[who]), ratio, "×", beside=told(found[other]), **bound)

    return [row("server", "Hummingbird", at_least=1.5), row("site", "Hummingbird", at_least=1.5),
            row("server", "epoll", at_least=0.75)]


def told(finding):
    return f"{finding['rate']:,.0f}/s, p99 {finding['p99']:.2f} ms, {finding['cpu']:.1f} µs of a core each"
