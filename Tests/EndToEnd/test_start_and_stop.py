"""What a person reads when the site starts, refuses to start, or stops."""
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import stat
import threading
import time

import pytest

from conftest import ROOT
from site_process import SECRET_KEY
from visitor import PASSWORD, hidden_fields


def refused(site, *words):
    code, log = site.start_refused()
    assert code == 1, log
    for word in words:
        assert word in log, log
    assert "Fatal error" not in log and "Stack dump" not in log
    return log


def test_one_line_tells_where_the_site_is(make_site):
    site = make_site().start()
    assert f"http://127.0.0.1:{site.port}" in site.log
    assert site.visitor().get("/").status_code == 200


def test_pages_that_only_the_start_needed_are_given_back(make_site):
    site = make_site().start()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in pathlib.Path(f"/proc/{site.process.pid}/status").read_text().splitlines() if line.endswith(" kB")}
    assert kilobytes["VmRSS"] < kilobytes["VmHWM"] - 4000, kilobytes
    assert site.visitor().get("/").status_code == 200, "they come back where they are needed"


def test_a_development_run_makes_a_secret_key_and_keeps_it(make_site):
    site = make_site(SECRET_KEY=None).start()
    env_file = site.folder / ".env"
    assert str(env_file) in site.log
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600
    key = env_file.read_text().split("SECRET_KEY=")[1].split()[0]
    assert len(key) >= 43 and key not in site.log
    visitor = site.visitor()
    visitor.register("ada")
    site.terminate()
    again = make_site(folder=site.folder, SECRET_KEY=None).start()
    assert key in env_file.read_text() and env_file.read_text().count("SECRET_KEY=") == 1
    visitor.url = again.url
    assert visitor.sees_members(), "the session did not outlive the restart"


def test_two_development_runs_in_one_folder_share_the_key(make_site):
    first = make_site(SECRET_KEY=None)
    second = make_site(folder=first.folder, SECRET_KEY=None)
    first.spawn()
    second.start()
    deadline = time.monotonic() + 20
    while "http://" not in first.log and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (first.folder / ".env").read_text().count("SECRET_KEY=") == 1


def test_a_secret_key_is_appended_to_what_env_holds(make_site):
    site = make_site(SECRET_KEY=None)
    (site.folder / ".env").write_text("LOG_LEVEL=warning")
    site.start()
    lines = (site.folder / ".env").read_text().splitlines()
    assert lines[0] == "LOG_LEVEL=warning"
    assert any(line.startswith("SECRET_KEY=") for line in lines)


def test_a_production_run_without_a_secret_key_refuses(make_site):
    site = make_site(SECRET_KEY=None, SATCHEL_ENV="production")
    refused(site, "SECRET_KEY", "satchel secret")
    assert not (site.folder / ".env").exists()


def test_a_short_secret_key_is_refused_and_not_shown(make_site):
    assert "too-short" not in refused(make_site(SECRET_KEY="too-short"), "SECRET_KEY")


def test_a_port_that_is_taken(make_site, site):
    refused(make_site(PORT=site.port), str(site.port), "PORT")


@pytest.mark.parametrize("settings, words", [
    ({"PORT": "http"}, ["PORT", "http", "0 to 65535"]),
    ({"SATCHEL_ENV": "prod"}, ["SATCHEL_ENV", "production"]),
    ({"LOG_FORMAT": "xml"}, ["LOG_FORMAT", "json"]),
    ({"USER_ENABLE_REGISTR": "1"}, ["USER_ENABLE_REGISTR", "USER_ENABLE_REGISTER"]),
    ({"USER_ENABLE_REGISTER": "perhaps"}, ["USER_ENABLE_REGISTER", "perhaps"]),
    ({"DATABASE_URL": "postgresql://127.0.0.1:1/site"}, ["no connection to PostgreSQL", "127.0.0.1", "port 1"]),
    ({"DATABASE_URL": "quickstart.sqlite"}, ["DATABASE_URL", "sqlite:///"]),
    ({"DATABASE_URL": "s3sqlite://bucket/key?layuot=file"}, ["layuot"]),
    ({"DATABASE_URL": "sqlite:////no/such/folder/site.sqlite"}, ["/no/such/folder"]),
    ({"SATCHEL_TEMPLATES": "nowhere"}, ["SATCHEL_TEMPLATES", "nowhere"]),
])
def test_a_wrong_setting_is_told_with_what_is_right(make_site, settings, words):
    refused(make_site(**settings), *words)


def test_all_wrong_settings_are_told_at_once(make_site):
    refused(make_site(PORT="x", LOG_LEVEL="loud"), "PORT", "LOG_LEVEL")


def test_a_misspelt_line_in_env_is_told(make_site):
    site = make_site()
    (site.folder / ".env").write_text("DATABSE_URL=sqlite:///other.sqlite\n")
    refused(site, "DATABSE_URL", "DATABASE_URL")


def test_a_file_that_is_no_database_is_left_alone(make_site):
    site = make_site()
    path = site.folder / "site.sqlite"
    path.write_text("Dear diary,\n" * 100)
    refused(site, "site.sqlite")
    assert path.read_text() == "Dear diary,\n" * 100


def test_a_damaged_database_is_named(make_site):
    site = make_site()
    assert site.command("db", "upgrade")[0] == 0
    path = site.folder / "site.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    code, log = site.start_refused()
    assert code == 1
    assert "sqlite:///site.sqlite: " in log and "The file is damaged: restore it from a copy" in log


def test_nothing_is_answered_that_goes_to_a_removed_file(make_site):
    site = make_site(SATCHEL_ENV="production", LOG_FORMAT="json").start()
    assert site.visitor().register("ada").status_code == 303
    (site.folder / "site.sqlite").unlink()
    answer = site.visitor().register("bob")
    assert answer.status_code == 503
    assert "sqlite" not in answer.text
    assert site.visitor().get("/readyz").status_code == 503
    assert "was removed or replaced while it was open" in site.log


def test_a_database_of_a_newer_program_is_left_alone(make_site):
    site = make_site().start()
    site.terminate()
    with sqlite3.connect(site.folder / "site.sqlite") as database:
        database.execute(
            "INSERT INTO schema_migrations (module, number, name, applied_at) "
            "SELECT module, 999, 'from the future', applied_at FROM schema_migrations LIMIT 1")
    refused(make_site(folder=site.folder), "newer")


def test_broken_templates_are_told_with_their_place(make_site, tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(ROOT / "Templates", folder)
    (folder / "home.mustache").write_text("{{#never_closed}}\n")
    refused(make_site(SATCHEL_TEMPLATES=str(folder)), "home")


def test_production_logs_json_and_shows_no_secret(make_site):
    site = make_site(SATCHEL_ENV="production", LOG_FORMAT="json").start()
    site.visitor().register("ada")
    site.terminate()
    lines = [json.loads(line) for line in site.log.splitlines()]
    assert any(line["message"] == "listening" for line in lines)
    assert SECRET_KEY not in site.log and PASSWORD not in site.log


def test_sigterm_lets_a_request_in_flight_finish(make_site, bucket, proxy):
    site = make_site(**bucket.settings(via=proxy)).start()
    visitor = site.visitor()
    fields = {
        **hidden_fields(visitor.get("/user/register").text, "/user/register"),
        "username": "ada", "password": PASSWORD, "retype_password": PASSWORD}
    proxy.faults({"method": "PUT", "fault": "delay", "seconds": 1.5})
    answers = []
    request = threading.Thread(target=lambda: answers.append(visitor.post("/user/register", fields).status_code))
    request.start()
    while not any(put["fault"] == "delay" and "received" in put and not put["passed"] for put in proxy.log("PUT")):
        assert request.is_alive(), answers
        time.sleep(0.01)
    assert site.terminate() == 0
    request.join()
    assert answers == [303]
    assert not connects(site.port)


def connects(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_sigterm_closes_idle_connections_and_ends_with_0(site):
    with socket.create_connection(("127.0.0.1", site.port)) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200")
        started = time.monotonic()
        assert site.terminate() == 0
        assert time.monotonic() - started < 10
        assert idle.recv(65536) == b""


def test_interrupting_from_the_keyboard_ends_with_0(site):
    os.kill(site.process.pid, signal.SIGINT)
    assert site.process.wait(20) == 0


def test_a_unix_socket(make_site, tmp_path):
    path = str(tmp_path / "site.sock")
    site = make_site(HOST=path).spawn()
    deadline = time.monotonic() + 20
    while "site.sock" not in site.log and time.monotonic() < deadline:
        time.sleep(0.01)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
