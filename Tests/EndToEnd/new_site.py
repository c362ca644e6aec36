"""A site as `satchel new` makes it: built, tested, served, changed while it is served. Scripts/test runs it in `make test`.

It builds into the project's own .build, whose modules it takes as they are: what a build of its own would cost is minutes.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".build/new-site"
SHARED = f"--scratch-path {ROOT}/.build"


def run(*command, folder):
    done = subprocess.run(command, cwd=folder)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    run(ROOT / ".build/debug/satchel", "new", "my-site", "--satchel-path", str(ROOT), folder=FOLDER)
    site = FOLDER / "my-site"
    run("swift", "build", "--build-tests", *SHARED.split(), folder=site)
    run("swift", "test", "--skip-build", *SHARED.split(), folder=site)
    for kind in ["postgres", "mariadb"]:
        on_a_server(site, kind)
    reload(site)
    print("made, built, tested, run on servers, served and changed")


def on_a_server(site, kind):
    """Another DATABASE_URL is all that it takes: the tables are made, and are those of the models."""
    server = subprocess.Popen(
        [sys.executable, ROOT / f"Tests/Services/{kind}.py", "--with-parent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        url = next(line.strip()[4:] for line in server.stdout if line.startswith("URL="))
        while server.stdout.readline().strip() != "READY":
            pass
        for command in ["upgrade", "check"]:
            done = subprocess.run(
                [ROOT / ".build/debug/my-site", "db", command], cwd=site, env={**os.environ, "DATABASE_URL": url},
                capture_output=True, text=True)
            assert done.returncode == 0, f"db {command} on {kind}: {done.stdout}{done.stderr}"
    finally:
        server.terminate()
        server.wait()


def reload(site):
    """A source is broken and mended while the site is served: the old page stays, then the new one is there."""
    log = open(FOLDER / "log.txt", "w+")
    server = subprocess.Popen(
        [ROOT / ".build/debug/my-site", "serve", "--reload", "--build-options", SHARED, "--port", "0"],
        cwd=site, stdout=log, stderr=log, start_new_session=True)
    try:
        assert "Welcome to my-site" in page(log, server)
        source = site / "Sources/MySite/Site.swift"
        text = source.read_text()
        source.write_text(text.replace('Page("home")', 'Page("home'))
        until(log, server, "That did not build")
        assert "Welcome to my-site" in page(log, server)
        source.write_text(text.replace('{ _ in Page("home") }', '{ _ in "changed" }'))
        until(log, server, "ready on", times=2)
        assert page(log, server) == "changed"
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0, "Ctrl-C stops the site and what builds it"
        try:
            page(log, server)
            sys.exit("the site is still there")
        except OSError:
            pass
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


def said(log):
    return pathlib.Path(log.name).read_text()


def ports(log):
    return re.findall(r"ready on http://127\.0\.0\.1:(\d+)", said(log))


def page(log, server):
    until(log, server, "ready on")
    with urllib.request.urlopen(f"http://127.0.0.1:{ports(log)[-1]}/", timeout=10) as answer:
        return answer.read().decode()


def until(log, server, words, times=1, seconds=300):
    end = time.monotonic() + seconds
    while said(log).count(words) < times:
        if server.poll() is not None or time.monotonic() > end:
            sys.exit(f"{words!r} was not said:\n{said(log)}")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
