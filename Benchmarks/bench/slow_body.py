"""The first page while one client sends a body byte by byte."""
import contextlib
import socket
import threading

from bench.bench import median
from bench.load import wrk
from bench.report import Row
from bench.sites import satchel

VISITORS = 8


def measure(bench):
    with satchel(bench, "slow-body") as site:
        site.until_answered()
        idle, busy = [], []
        for _ in range(bench.rounds):
            idle.append(wrk(site.url + "/", VISITORS, bench.seconds))
            with sending(site.port):
                busy.append(wrk(site.url + "/", VISITORS, bench.seconds))
    idle, busy = median(idle), median(busy)
    return [Row("slow-body", f"/ while a body comes byte by byte, {VISITORS} visitors: p99 / idle", f"p99 {busy['p99']:.2f} ms",
                busy["p99"] / idle["p99"], "×", at_most=2, beside=f"idle: p99 {idle['p99']:.2f} ms")]


@contextlib.contextmanager
def sending(port):
    """A form of which a byte is sent each millisecond."""
    over = threading.Event()

    def send():
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.sendall(b"POST /user/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n"
                           b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")
            while not over.wait(0.001):
                client.sendall(b"a")

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
