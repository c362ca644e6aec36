"""Ten thousand connections that wait for their next request: what they hold of memory, and what they cost the others."""
import resource
import socket

from bench.load import wrk
from bench.programs import resident
from bench.report import Row
from bench.sites import satchel

# The site takes 10,000; what is left is for the load.
CONNECTIONS = 9_960
REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def waiting(port, count):
    """Connections of which each has been answered once."""
    connections = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        connection.sendall(REQUEST)
        connections.append(connection)
    for connection in connections:
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")
    return connections


def measure(bench):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    with satchel(bench, "idle", LOG_LEVEL="warning") as site:
        site.until_answered()
        wrk(site.url + "/", 8, 1)
        before, _ = resident(site.pid)
        alone = [wrk(site.url + "/", 8, bench.seconds) for _ in range(bench.rounds)]
        connections = waiting(site.port, CONNECTIONS)
        with_them = [wrk(site.url + "/", 8, bench.seconds) for _ in range(bench.rounds)]
        held, _ = resident(site.pid)
        for connection in connections:
            connection.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    slower = best(with_them) / best(alone)
    each = (held - before) / CONNECTIONS * 1024
    return [
        Row("idle", f"memory with {CONNECTIONS:,} idle connections", f"{held:.1f} MB, {each:.2f} kB each", held, "MB", at_most=60),
        Row("idle", "p50 of a page beside them, against alone", f"{slower:.2f} ×", slower, "×", at_most=1.2),
    ]


def best(findings):
    """The least disturbed round's."""
    return min(finding["p50"] for finding in findings)
