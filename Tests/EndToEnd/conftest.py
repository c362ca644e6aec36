"""End-to-end tests: the release binary as a real process, a real S3 server, a real browser.

`make test` sets SATCHEL_BINARY; by hand: SATCHEL_BINARY=.build/debug/satchel .build/venv/bin/python -m pytest Tests/EndToEnd
"""
import contextlib
import os
import pathlib
import secrets

import pytest

from browser import chromium, open_page  # noqa: F401 (fixtures)
from bucket import Bucket, CarelessServer, FaultProxy, S3Server
from lambda_function import Function
from site_process import Site

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def binary():
    path = pathlib.Path(os.environ.get("SATCHEL_BINARY", ROOT / ".build/release/satchel"))
    assert path.exists(), f"{path} is missing: make test builds it"
    return path.resolve()


@pytest.fixture(scope="session")
def listening_binary():
    """The site of Tests/ListeningSite, as the unit tests' build made it."""
    path = ROOT / ".build/debug/ListeningSite"
    assert path.exists(), f"{path} is missing: swift build --build-tests makes it"
    return path.resolve()


@pytest.fixture
def make_site(binary, tmp_path):
    """Makes sites, each in a folder of its own unless told otherwise; ends their processes after the test."""
    sites = []

    def make(folder=None, **settings):
        site = Site(binary, pathlib.Path(folder or tmp_path / f"site{len(sites)}"), ROOT, settings)
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.kill()


@pytest.fixture
def site(make_site):
    """A site on a plain SQLite file, started."""
    return make_site().start()


@pytest.fixture
def make_function(binary):
    """Makes Lambda functions; ends them after the test."""
    with contextlib.ExitStack() as functions:
        yield lambda timeout=30, **settings: functions.enter_context(Function(binary, ROOT, settings, timeout))


@pytest.fixture
def make_function_of():
    """The same of another program."""
    with contextlib.ExitStack() as functions:
        yield lambda program, timeout=30, **settings: functions.enter_context(Function(program, ROOT, settings, timeout))


@pytest.fixture(scope="session")
def s3():
    with S3Server() as server:
        yield server


@pytest.fixture
def bucket(s3):
    """An empty bucket of its own for each test."""
    return Bucket(s3, f"test-{secrets.token_hex(6)}")


@pytest.fixture
def careless():
    """A bucket in a store that ignores conditions."""
    with CarelessServer() as server:
        yield Bucket(server, f"test-{secrets.token_hex(6)}")


@pytest.fixture
def proxy(s3):
    """A way to the S3 server on which faults can be set."""
    with FaultProxy(s3.url) as proxy:
        yield proxy
