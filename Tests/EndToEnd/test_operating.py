"""What an operator looks at: /metrics, `satchel config`, `satchel doctor`."""
import contextlib
import json
import os
import re
import sqlite3

import pytest

from site_process import SECRET_KEY


def series(text):
    return {name: float(value) for name, value in re.findall(r"^([^# ][^ ]*(?:\{.*\})?) (\S+)$", text, re.M)}


def test_metrics_count_what_happens(make_site, bucket):
    site = make_site(**bucket.settings()).start()
    visitor = site.visitor()
    for _ in range(5):
        visitor.get("/")
    visitor.get("/no-such-page")
    assert visitor.register("ada").status_code == 303
    answer = visitor.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = series(answer.text)
    assert found['satchel_http_requests_total{method="GET",status="200"}'] >= 6
    assert found['satchel_http_requests_total{method="GET",status="404"}'] == 1
    assert found['satchel_http_requests_total{method="POST",status="303"}'] == 1
    assert found['satchel_http_request_seconds_count{method="GET"}'] == found['satchel_http_request_seconds_bucket{method="GET",le="+Inf"}']
    assert found["satchel_http_requests_in_flight"] == 1, "this one"
    assert found["process_resident_memory_bytes"] > 1e6 and found["process_open_fds"] > 3
    commits = next(value for name, value in found.items() if name.startswith("satchel_bucket_commit_seconds_count"))
    assert commits >= 1
    assert found['satchel_store_request_seconds_count{operation="put"}'] >= 1
    assert found['satchel_store_request_seconds_count{operation="get"}'] >= 5, "each request asked"
    assert found['satchel_database_seconds_count{kind="write"}'] >= 1
    assert found['satchel_account_events_total{event="registered"}'] == 1
    assert found["satchel_http_connections"] >= 1 and found["satchel_http_connections_total"] >= 1
    assert 0 < found['satchel_loop_delay_seconds{loop="0"}'] < 30
    assert found['satchel_queue_refused_total{queue="accounts.passwords"}'] == 0
    assert "# TYPE satchel_http_connections_total counter" in answer.text


def test_sign_ins_that_fail_are_counted_and_name_nobody(site):
    visitor = site.visitor()
    visitor.register("ada")
    visitor.sign_out()
    visitor.sign_in("ada", "a wrong password")
    visitor.sign_in("nobody", "a wrong password")
    text = visitor.get("/metrics").text
    assert series(text)['satchel_account_events_total{event="sign-in refused"}'] == 2
    assert "ada" not in text and "nobody" not in text


def test_a_trace_is_taken_and_a_slow_request_is_told_of(make_site):
    site = make_site(LOG_FORMAT="json", SATCHEL_SLOW_REQUEST="0.0001").start()
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    site.visitor().get("/", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    lines = [json.loads(line) for line in site.log.splitlines() if line.startswith("{")]
    slow = [line for line in lines if line["message"] == "slow request" and line.get("path") == "/"]
    assert slow and slow[0]["level"] == "warning" and slow[0]["trace_id"] == trace and len(slow[0]["span_id"]) == 16


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "192.0.2.1"}, {"Forwarded": "for=192.0.2.1"}, {"X-Real-IP": "192.0.2.1"}])
def test_metrics_are_not_for_who_comes_through_a_proxy(site, headers):
    assert site.visitor().get("/metrics", headers=headers).status_code == 404


def test_metrics_through_a_trusted_proxy_are_for_those_who_are_named(make_site):
    site = make_site(TRUSTED_PROXIES="127.0.0.1", SATCHEL_METRICS="192.0.2.0/24").start()
    get = lambda address: site.visitor().get("/metrics", headers={"X-Forwarded-For": address}).status_code
    assert (get("192.0.2.1"), get("198.51.100.1")) == (200, 404)
    assert site.visitor().get("/metrics").status_code == 404


def test_metrics_can_be_switched_off(make_site):
    assert make_site(SATCHEL_METRICS="off").start().visitor().get("/metrics").status_code == 404


def test_config_shows_where_settings_come_from_and_no_secret(make_site):
    site = make_site(AWS_SECRET_ACCESS_KEY="very-secret-indeed")
    (site.folder / ".env").write_text("LOG_LEVEL=warning\n")
    code, out, err = site.command("config")
    assert (code, err) == (0, "")
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in out.splitlines()[1:]}
    assert rows["LOG_LEVEL"].split() == ["warning", ".env"]
    assert rows["DATABASE_URL"].split() == ["sqlite:///site.sqlite", "environment"]
    assert SECRET_KEY not in out and "very-secret-indeed" not in out
    assert "hidden" in rows["SECRET_KEY"] and "hidden" in rows["AWS_SECRET_ACCESS_KEY"]
    assert "HOST" not in rows and "HOST" in site.command("config", "--all")[1]


def test_config_ends_with_1_where_a_setting_is_wrong(make_site):
    code, out, err = make_site(PORT="http").command("config")
    assert code == 1 and "PORT" in out and "0 to 65535" in err


def verdicts(out):
    return {line[7:].split(":")[0]: line.split()[0] for line in out.splitlines()}


def test_doctor_finds_a_healthy_site_healthy(make_site, bucket):
    site = make_site(**bucket.settings()).start()
    code, out, _ = site.command("doctor")
    assert code == 0, out
    found = verdicts(out)
    assert set(found.values()) == {"ok"}, out
    assert {"settings", "secret key", "database", "schema", "bucket", "pages"} <= set(found)
    assert set(bucket.objects()) == {"site.sqlite"}, "it leaves nothing behind"


def test_doctor_before_the_first_start_makes_nothing(make_site):
    site = make_site()
    code, out, _ = site.command("doctor")
    assert code == 0, out
    assert verdicts(out)["database"] == "note" and not (site.folder / "site.sqlite").exists()


def test_doctor_misses_a_table_that_somebody_dropped(make_site):
    site = make_site().start()
    assert verdicts(site.command("doctor")[1])["schema"] == "ok"
    with contextlib.closing(sqlite3.connect(site.folder / "site.sqlite")) as database:
        database.execute("DROP TABLE user_api_tokens")
    code, out, _ = site.command("doctor")
    assert code == 1 and verdicts(out)["schema"] == "WRONG" and "no table user_api_tokens: restore a copy" in out, out


def test_a_misspelt_name_in_the_environment_is_warned_of(make_site):
    site = make_site(DATABSE_URL="sqlite:///other.sqlite", DATABASE_URL=None)
    for command in "config", "doctor":
        code, out, errors = site.command(command)
        assert code == 0 and "Did you mean DATABASE_URL, which is not set?" in out + errors, out + errors


@pytest.mark.parametrize("settings, subject, words", [
    ({"PORT": "http"}, "settings", "0 to 65535"),
    ({"SECRET_KEY": "short"}, "secret key", "SECRET_KEY"),
    ({"SECRET_KEY": None, "SATCHEL_ENV": "production"}, "secret key", "satchel secret"),
    ({"SATCHEL_TEMPLATES": "/no/such/folder"}, "pages", "/no/such/folder"),
    ({"DATABASE_URL": "sqlite:////no/such/folder/site.sqlite"}, "database", "/no/such/folder"),
])
def test_doctor_says_what_is_wrong(make_site, settings, subject, words):
    code, out, _ = make_site(**settings).command("doctor")
    assert code == 1 and verdicts(out)[subject] == "WRONG", out
    assert words in out


def test_doctor_finds_a_store_that_keeps_no_conditions(make_site, careless):
    code, out, _ = make_site(**careless.settings()).command("doctor")
    assert code == 1 and verdicts(out)["bucket"] == "WRONG", out


def test_doctor_finds_secrets_that_others_can_read(make_site):
    site = make_site()
    (site.folder / ".env").write_text("LOG_LEVEL=info\n")
    os.chmod(site.folder / ".env", 0o644)
    code, out, _ = site.command("doctor")
    assert code == 1 and "chmod 600" in out
