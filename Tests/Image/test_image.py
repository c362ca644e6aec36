"""The Dockerfile's image, built and run without a Docker engine (engine.sh), read-only and without any right."""
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
sys.path.insert(0, str(ROOT / "Tests/Services"))

from bucket import Bucket, S3Server, Service  # noqa: E402
from lambda_rie import installed  # noqa: E402
from site_process import SECRET_KEY  # noqa: E402
from visitor import Visitor  # noqa: E402

ENGINE = str(ROOT / "Tests/Image/engine.sh")
TAG = "localhost/satchel-test"
# What it may have at most, in millions of bytes: the program has about half of it.
LARGEST = 60


def engine(*arguments, **options):
    return subprocess.run([ENGINE, *arguments], capture_output=True, text=True, timeout=1500, **options)


def podman(*arguments):
    done = engine("podman", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session", autouse=True)
def image():
    done = engine("build", TAG)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return json.loads(podman("image", "inspect", TAG))[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def hardened(name, volume=None, settings=()):
    """Arguments of `podman run`: the root file system read-only, no capability, this machine's loopback."""
    files = min(os.sysconf("SC_OPEN_MAX"), 20000)
    return [
        "run", "--name", name, "--network", "host", "--read-only", "--read-only-tmpfs=false", "--tmpfs", "/tmp:mode=1777",
        "--cap-drop", "all", "--security-opt", "no-new-privileges", f"--ulimit=nofile={files}:{files}", "--ulimit=nproc=32768:32768",
        *(["-v", f"{volume}:/data"] if volume else []), *[f"-e{key}={value}" for key, value in dict(settings).items()]]


class Container:
    def __init__(self, volume=None, **settings):
        self.name, self.port = f"satchel-test-{secrets.token_hex(4)}", free_port()
        self.settings = {"SECRET_KEY": SECRET_KEY, "HOST": "127.0.0.1", "PORT": self.port, "USER_PASSWORD_COST": "4",
                         "USER_REGISTER_MINIMUM_TIME": "0", **settings}
        self.command = [ENGINE, "podman", *hardened(self.name, volume, self.settings), TAG]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if Visitor(self.url).get("/healthz").status_code == 200:
                    return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the container did not start: {self.process.communicate(timeout=20)[0]}")

    def __exit__(self, *_):
        engine("podman", "rm", "-f", self.name)
        self.process.wait(20)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def inspect(self):
        return json.loads(podman("inspect", self.name))[0]


@pytest.fixture
def volume(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, 10001, 10001)
    return folder


def test_the_image_says_what_it_is(image):
    configuration = image["Config"]
    assert configuration["User"] == "10001:10001", "by number: an orchestrator can't tell of a name whether it is root"
    assert configuration["Entrypoint"] == ["satchel"] and configuration["Cmd"] == ["serve"]
    assert configuration["ExposedPorts"] == {"5000/tcp": {}}
    labels = {name for name in configuration["Labels"] if name.startswith("org.opencontainers.image.")}
    assert {label.rsplit(".", 1)[1] for label in labels} >= {"title", "description", "licenses", "version", "revision"}
    assert image["Healthcheck"]["Test"] == ["CMD", "satchel", "healthcheck"]


def test_the_bases_are_pinned():
    text = (ROOT / "Dockerfile").read_text()
    bases = re.findall(r"^ARG \w+_IMAGE=(.+)$", text, re.M)
    assert len(bases) == 2 and all(re.search(r":.*\d{8}|:\d+\.\d+\.\d+", base) for base in bases), bases


def test_the_image_is_small(image):
    megabytes = image["Size"] / 1e6
    print(f"the image has {megabytes:.1f} MB")
    assert megabytes < LARGEST


def test_there_is_no_shell_and_a_scanner_finds_what_there_is(tmp_path):
    done = engine("podman", "run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", TAG, "-c", "true")
    assert done.returncode != 0
    name = f"satchel-test-{secrets.token_hex(4)}"
    podman("create", "--name", name, TAG)
    try:
        podman("cp", f"{name}:/var/lib/dpkg/status.d", str(tmp_path / "status.d"))
    finally:
        podman("rm", name)
    packages = {file.name for file in (tmp_path / "status.d").iterdir()}
    assert {"libssl3", "libcurl4", "libsqlite3-0", "libmariadb3", "libpq5", "libc6", "ca-certificates"} <= packages
    assert all("Version: " in file.read_text() for file in (tmp_path / "status.d").iterdir())


def test_people_register_on_a_volume_and_are_there_after_a_restart(volume):
    with Container(volume) as site:
        assert Visitor(site.url).register("ada").status_code == 303
        assert podman("exec", site.name, "satchel", "users", "list").count("ada") == 1
        assert engine("podman", "healthcheck", "run", site.name).returncode == 0
        status = pathlib.Path(f"/proc/{site.inspect()['State']['Pid']}/status").read_text()
        assert re.search(r"^Uid:\s+10001\s+10001", status, re.M) and re.search(r"^CapEff:\s+0+$", status, re.M)
        site.process.terminate()
        assert site.process.wait(20) == 0, "SIGTERM ends it in order"
    with Container(volume) as site:
        visitor = Visitor(site.url)
        visitor.sign_in("ada")
        assert visitor.sees_members() and "style.css" in visitor.get("/").text


def test_two_containers_share_a_bucket_and_need_no_volume():
    with S3Server() as server:
        settings = Bucket(server, f"test-{secrets.token_hex(6)}").settings()
        with Container(**settings) as one, Container(**settings) as other:
            assert Visitor(one.url).register("ada").status_code == 303
            visitor = Visitor(other.url)
            visitor.sign_in("ada")
            assert visitor.sees_members()


class DatabaseServer(Service):
    def __init__(self, script):
        self.script = script
        super().__init__()


@pytest.mark.parametrize("script", ["postgres.py", "mariadb.py"])
def test_the_libraries_of_database_servers_are_whole(script):
    """Also what they load by name: a method to sign in, a character set."""
    with DatabaseServer(script) as server, Container(DATABASE_URL=server.url) as site:
        assert Visitor(site.url).register("ada").status_code == 303


def test_the_same_image_is_a_lambda_function():
    emulator, port = installed(), free_port()
    name = f"satchel-test-{secrets.token_hex(4)}"
    arguments = [
        ENGINE, "podman", *hardened(name, settings={"SECRET_KEY": SECRET_KEY, "DATABASE_URL": "sqlite:////tmp/site.sqlite"}),
        "-v", f"{emulator}:/emulator:ro", "--entrypoint", "/emulator", TAG,
        "--runtime-interface-emulator-address", f"127.0.0.1:{port}", "--runtime-api-address", f"127.0.0.1:{free_port()}",
        "/usr/local/bin/satchel", "serve"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        answer = invoke(port, {
            "version": "2.0", "rawPath": "/healthz", "rawQueryString": "", "headers": {"host": "example.org"},
            "requestContext": {"http": {"method": "GET", "path": "/healthz", "sourceIp": "192.0.2.1"}}, "isBase64Encoded": False})
        assert answer["statusCode"] == 200 and answer["body"] == "alive\n"
    finally:
        engine("podman", "rm", "-f", name)
        process.wait(20)


def invoke(port, event):
    import requests
    deadline = time.monotonic() + 20
    while True:
        try:
            return requests.post(f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations", json=event, timeout=30).json()
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "the emulator did not start"
            time.sleep(0.1)


def test_an_edited_page_is_in_the_next_image_soon(tmp_path):
    """Only what has the page in it is compiled again."""
    context = tmp_path / "context"
    shutil.copytree(ROOT, context, ignore=shutil.ignore_patterns(".git", ".build*", "__pycache__", ".venv"), symlinks=True)
    page = context / "Templates/home.mustache"
    page.write_text(page.read_text() + "<!-- edited -->\n")
    start = time.monotonic()
    done = engine("build", TAG + ":edited", env={**os.environ, "IMAGE_CONTEXT": str(context)})
    seconds = time.monotonic() - start
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    print(f"built again in {seconds:.0f} s")
    compiled = set(re.findall(r"Compiling (\w+) ", done.stdout + done.stderr))
    assert compiled <= {"Satchel", "Quickstart", "EmbedFilesTool"}, compiled
