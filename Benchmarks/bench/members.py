"""The members page, signed in, on a local SQLite file: session row, user row, template, access log."""
import contextlib

from bench import people
from bench.report import Row
from bench.sites import flask_user, satchel


def measure(bench):
    sites = {"Satchel": satchel(bench, "members"), "Flask-User": flask_user(bench)}
    with contextlib.ExitStack() as running:
        started = {name: running.enter_context(site) for name, site in sites.items() if site}
        headers = {}
        for name, site in started.items():
            site.until_answered()
            people.registered(site.url)
            headers[name] = people.signed_in(site.url)
        found = bench.side_by_side(started, "/members", 32, headers)
    return rows(found)


def rows(found):
    ours, theirs = found["Satchel"], found.get("Flask-User")
    assert ours["bad"] == 0, f"some were not answered: {ours}"
    rate = f"{ours['rate']:,.0f}/s, {ours['cpu']:.0f} µs of a core each"
    beside = f"{theirs['rate']:,.0f}/s, p99 {theirs['p99']:.0f} ms, {theirs['cpu']:.0f} µs" if theirs else "Flask-User could not be installed"
    return [
        Row("members", "/members signed in, 32 connections / Flask-User", rate, ours["rate"] / theirs["rate"] if theirs else None,
            "×", at_least=30, beside=beside),
        Row("members", "/members signed in, 32 connections: p99", f"p50 {ours['p50']:.2f} ms, p99 {ours['p99']:.2f} ms",
            ours["p99"], "ms", at_most=5),
    ]
