"""A site that listens to changes (Tests/ListeningSite), and the programs that make them."""
import json
import pathlib
import re
import subprocess
import time

import pytest

from conftest import ROOT
from reverse_proxies import program
from site_process import Site


EVENTS = ROOT / "Tests" / "LambdaTests" / "Fixtures"


class Notes:
    def __init__(self, path):
        self.path = path

    @property
    def lines(self):
        return self.path.read_text().splitlines() if self.path.exists() else []

    def wait(self, *wanted, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(self.lines.count(line) >= wanted.count(line) for line in wanted):
                return self
            time.sleep(0.01)
        raise AssertionError(f"{wanted} are not among {self.lines}")


@pytest.fixture
def notes(tmp_path):
    return Notes(tmp_path / "notes")


@pytest.fixture
def make_listening(listening_binary, tmp_path, notes):
    sites = []

    def make(folder=None, listens=True, **settings):
        given = {"SITE_NOTES": notes.path, "SITE_LISTENS": 1 if listens else None, **settings}
        site = Site(listening_binary, pathlib.Path(folder or tmp_path / f"listening{len(sites)}"), ROOT, given)
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.kill()


def shell(site, sql):
    """SQLite's own shell, as a person would use it."""
    done = subprocess.run(
        [program("sqlite3"), "-bail", site.folder / "site.sqlite", sql], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_the_shell_and_a_visitor_do_is_told_in_order(make_listening, notes):
    site = make_listening().start()
    assert site.visitor().register("ada").status_code == 303
    notes.wait("event insert 1 ada")
    shell(site, "UPDATE users SET username = 'countess' WHERE id = 1; DELETE FROM users")
    # A plain file is looked at every ten seconds.
    notes.wait("event update 1 countess", "event delete 1 countess")
    assert [line for line in notes.lines if line.startswith("event")] == [
        "event insert 1 ada", "event update 1 countess", "event delete 1 countess"]


def test_an_event_outlives_the_process_and_is_handled_once_by_the_next(make_listening, notes):
    site = make_listening().start()
    site.kill()
    shell(site, "INSERT INTO users (username, password, is_active, first_name, last_name) VALUES ('eve', '', 1, '', '')")
    again = make_listening(folder=site.folder).start()
    notes.wait("event insert 1 eve")
    again.terminate()
    make_listening(folder=site.folder).start().terminate()
    assert notes.lines.count("event insert 1 eve") == 1


def test_a_process_killed_in_the_middle_leaves_the_event_to_the_next(make_listening, notes):
    site = make_listening().start()
    assert site.visitor().register("slow").status_code == 303
    notes.wait("event insert 1 slow")
    site.kill()
    assert shell(site, "SELECT state FROM satchel_tasks WHERE kind = 'event users'") == "leased"
    # Two minutes later.
    shell(site, "UPDATE satchel_tasks SET due_at = 0 WHERE state = 'leased'")
    make_listening(folder=site.folder).start()
    notes.wait("event insert 1 slow", "event insert 1 slow")
    assert shell(site, "SELECT attempts FROM satchel_tasks WHERE kind = 'event users'") == "2"


def test_a_stop_gives_the_event_back(make_listening, notes):
    site = make_listening().start()
    assert site.visitor().register("slow").status_code == 303
    notes.wait("event insert 1 slow")
    assert site.terminate(40) == 0
    assert shell(site, "SELECT state, attempts FROM satchel_tasks WHERE kind = 'event users'") == "pending|0"


def test_failed_events_are_shown_and_tried_again(make_listening, notes):
    site = make_listening().start()
    assert site.visitor().register("ada").status_code == 303
    deadline = time.monotonic() + 20
    while "the mail house is closed" not in site.log and time.monotonic() < deadline:
        time.sleep(0.01)
    code, out, err = site.command("events", "list", "--state", "dead")
    assert code == 0, err
    row = next(line for line in out.splitlines() if "failing" in line)
    assert re.search(r"failing +insert +users +1 .* dead +1 +the mail house is closed", row), out
    code, out, err = site.command("events", "retry", row.split()[0])
    assert (code, out.strip()) == (0, "1 event is due again"), err
    assert site.command("events", "retry", row.split()[0] + "x")[0] == 1
    assert site.command("events", "retry")[0] == 64
    everything = site.command("events", "list")[1]
    assert "users" in everything and "done" in everything


def test_triggers_go_with_the_declaration(make_listening, notes):
    site = make_listening().start()
    assert shell(site, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'") == "3"
    site.terminate()
    silent = make_listening(folder=site.folder, listens=False).start()
    assert shell(site, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'") == "0"
    assert silent.command("events", "list")[0] == 1


def test_a_commit_in_a_bucket_is_told_and_an_idle_site_asks_nothing(make_listening, notes, bucket, proxy):
    site = make_listening(**bucket.settings(via=proxy)).start()
    assert site.visitor().register("ada").status_code == 303
    notes.wait("event insert 1 ada")
    # `failing` has failed, and nothing more is to be written but what the minute's schedule does.
    deadline = time.monotonic() + 20
    while "the mail house is closed" not in site.log and time.monotonic() < deadline:
        time.sleep(0.01)
    while time.time() % 60 > 52:
        time.sleep(0.5)
    time.sleep(1)
    before = len(proxy.log())
    time.sleep(5)
    assert len(proxy.log()) == before


def test_two_instances_on_one_bucket_handle_each_event_once(make_listening, notes, bucket):
    one, other = make_listening(**bucket.settings()).start(), make_listening(**bucket.settings()).start()
    for number in range(10):
        assert (one, other)[number % 2].visitor().register(f"user{number}").status_code == 303
    notes.wait(*[f"event insert {number + 1} user{number}" for number in range(10)])
    one.terminate(40)
    other.terminate(40)
    assert len([line for line in notes.lines if line.startswith("event")]) == 10


@pytest.fixture
def make_listening_function(listening_binary, notes, make_function_of):
    def make(timeout=30, **settings):
        return make_function_of(listening_binary, timeout, SITE_NOTES=notes.path, SITE_LISTENS=1, **settings)

    return make


def test_in_lambda_a_task_and_an_event_are_done_after_the_request_that_made_them(make_listening_function, notes, bucket):
    function = make_listening_function(**bucket.settings())
    visitor = function.visitor()
    assert visitor.register("ada").status_code == 303
    assert visitor.get("/greet/bob").text == "later"
    # The next invocation is asked for only when they are done: so this one is answered after them.
    assert visitor.get("/").status_code == 200
    assert notes.lines.count("event insert 1 ada") == 1 and notes.lines.count("task bob") == 1


def test_in_lambda_a_schedule_runs_what_is_due(make_listening_function, notes, bucket):
    function = make_listening_function(**bucket.settings())
    # Plans the minute's next run.
    assert function.visitor().get("/").status_code == 200
    event = json.loads((EVENTS / "cloudwatch-scheduled-event.json").read_text())
    while time.time() % 60 > 1:
        time.sleep(0.1)
    before = notes.lines.count("minute")
    answer = function.invoke(event)
    assert answer["statusCode"] == 200 and "ready" in answer["body"], answer
    assert function.visitor().get("/").status_code == 200
    assert notes.lines.count("minute") > before, notes.lines


def test_in_lambda_a_task_that_does_not_end_in_time_is_given_back(make_listening_function, notes, bucket):
    function = make_listening_function(timeout=4, **bucket.settings())
    visitor = function.visitor()
    assert visitor.get("/greet/slow").text == "later"
    began = time.monotonic()
    # Answered when the first task's time is over; the instance is the same one.
    assert visitor.get("/").status_code == 200
    assert time.monotonic() - began < 8
    assert len(function.processes()) == 1
    assert notes.lines.count("begin slow") >= 1 and "task slow" not in notes.lines
    assert "was cut short by the stop" in function.log or "it will be run again" in function.log
