"""Resident memory: at rest, and after load on pages and sign-ins."""
from bench import people
from bench.load import wrk
from bench.programs import resident
from bench.report import Row
from bench.signing_in import Crowd
from bench.sites import satchel


def measure(bench):
    with satchel(bench, "memory") as site:
        site.until_answered()
        at_rest, _ = resident(site.pid)
        people.registered(site.url)
        session = people.signed_in(site.url)
        for path in ("/", "/members", "/user/sign-in", "/style.css"):
            for connections in (32, 256):
                wrk(site.url + path, connections, 1, session)
        with Crowd(site.url):
            wrk(site.url + "/members", 32, bench.seconds, session)
        after, most = resident(site.pid)
    return [
        Row("memory", "memory at rest", f"{at_rest:.1f} MB", at_rest, "MB"),
        Row("memory", "memory after load", f"{after:.1f} MB, at most {most:.1f} MB", after, "MB", at_most=40),
    ]
