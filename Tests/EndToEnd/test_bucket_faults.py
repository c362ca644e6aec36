"""The database in a bucket, when the store misbehaves: nothing lost, nothing doubled, nothing overwritten, clear words."""
import pytest

from visitor import PASSWORD, hidden_fields

KEY = "site.sqlite"


def fill(make_site, bucket):
    """A database with one user in the bucket; gives the bucket's objects."""
    site = make_site(**bucket.settings()).start()
    assert site.visitor().register("ada").status_code == 303
    assert site.terminate() == 0
    return bucket.objects()


@pytest.mark.parametrize("condition", ["if-match", "if-none-match"])
@pytest.mark.parametrize("fault", [
    {"fault": "drop_after"},
    {"fault": "status_after", "code": 500},
    {"fault": "status", "code": 503, "s3_code": "SlowDown"},
    {"fault": "reset"},
    {"fault": "duplicate"},
], ids=lambda fault: fault["fault"] + str(fault.get("code", "")))
def test_a_put_without_a_clear_answer_is_applied_once(make_site, bucket, proxy, tmp_path, fault, condition):
    """With `drop_after` the PUT was applied and its answer lost; with `duplicate` the answer is a 412 of its own making."""
    if condition == "if-match":
        fill(make_site, bucket)
    proxy.faults({"method": "PUT", "path": KEY + "$", "header": {condition: "."}, "count": 1, **fault})
    site = make_site(**bucket.settings(via=proxy)).start()
    assert site.visitor().register("grace").status_code == 303
    assert [put["fault"] for put in proxy.log("PUT")].count(fault["fault"]) == 1, "the fault did not fire"
    assert "grace" in bucket.users(tmp_path)
    assert make_site(**bucket.settings()).start().visitor().sign_in("grace").status_code == 303


def test_a_put_whose_answer_stays_unknown_is_told_so_and_not_lost(make_site, bucket, proxy, tmp_path):
    fill(make_site, bucket)
    settings = bucket.settings(via=proxy)
    settings["DATABASE_URL"] += "?timeout=2"
    site = make_site(**settings).start()
    visitor = site.visitor()
    page = visitor.get("/user/register")
    assert page.status_code == 200
    fields = {**hidden_fields(page.text, "/user/register"), "username": "grace", "password": PASSWORD,
              "retype_password": PASSWORD}
    proxy.faults({"method": "PUT", "fault": "drop_after"}, {"method": "GET", "fault": "status", "code": 503})
    answer = visitor.post("/user/register", fields)
    assert answer.status_code == 503
    assert answer.headers.get("Retry-After")
    proxy.faults()
    assert site.visitor().register("edsger").status_code == 303
    users = bucket.users(tmp_path)
    assert {"ada", "edsger"} <= set(users) <= {"ada", "grace", "edsger"}


@pytest.mark.parametrize("rule, words", [
    ({"code": 403, "s3_code": "AccessDenied"}, ["denied"]),
    ({"code": 403, "s3_code": "RequestTimeTooSkewed"}, ["clock"]),
    ({"code": 404, "s3_code": "NoSuchBucket"}, ["bucket", "does not exist"]),
])
def test_a_bucket_that_refuses_stops_the_start_with_its_reason(make_site, bucket, proxy, rule, words):
    before = fill(make_site, bucket)
    proxy.faults({"path": bucket.name, "fault": "status", **rule})
    code, log = make_site(**bucket.settings(via=proxy)).start_refused(60)
    assert code == 1
    for word in words:
        assert word in log.lower(), log
    assert "Fatal error" not in log
    assert bucket.objects() == before


def test_a_missing_key_is_not_an_error(make_site, bucket):
    make_site(**bucket.settings()).start()
    assert list(bucket.objects()) == [KEY]


def test_a_bucket_that_is_missing_is_named(make_site, bucket):
    settings = bucket.settings()
    settings["DATABASE_URL"] = "s3sqlite://no-such-bucket-here/site.sqlite"
    code, log = make_site(**settings).start_refused(60)
    assert code == 1
    assert "no-such-bucket-here" in log


def test_wrong_credentials_are_told(make_site, bucket):
    before = fill(make_site, bucket)
    code, log = make_site(**{**bucket.settings(), "AWS_SECRET_ACCESS_KEY": "not-the-secret"}).start_refused(60)
    assert code == 1
    assert "AWS_SECRET_ACCESS_KEY" in log or "credentials" in log.lower() or "secret" in log.lower(), log
    assert "not-the-secret" not in log
    assert bucket.objects() == before


def test_missing_credentials_are_told(make_site, bucket):
    settings = bucket.settings()
    del settings["AWS_ACCESS_KEY_ID"], settings["AWS_SECRET_ACCESS_KEY"]
    code, log = make_site(**settings).start_refused(60)
    assert code == 1
    assert "credentials" in log.lower(), log


def test_who_may_only_read_is_told_and_writes_nothing(make_site, bucket, s3):
    before = fill(make_site, bucket)
    access, secret = s3.reader_credentials
    site = make_site(**{**bucket.settings(), "AWS_ACCESS_KEY_ID": access, "AWS_SECRET_ACCESS_KEY": secret}).start()
    assert site.visitor().register("grace").status_code in (500, 503)
    assert "denied" in site.log.lower()
    assert bucket.objects() == before


def test_an_object_that_is_no_database_is_left_alone(make_site, bucket):
    bucket.put(KEY, b"These are the minutes of our meeting.\n" * 200)
    before = bucket.objects()
    code, log = make_site(**bucket.settings()).start_refused(60)
    assert code == 1
    assert "sqlite" in log.lower()
    assert bucket.objects() == before


def test_a_damaged_database_is_left_alone(make_site, bucket):
    fill(make_site, bucket)
    content = bytearray(bucket.get(KEY))
    del content[len(content) // 2:]
    bucket.put(KEY, bytes(content))
    before = bucket.objects()
    code, _ = make_site(**bucket.settings()).start_refused(60)
    assert code == 1
    assert bucket.objects() == before


@pytest.mark.parametrize("fault", ["truncate", "corrupt"])
def test_a_download_that_is_not_the_object_is_never_served_nor_uploaded(make_site, bucket, proxy, fault):
    before = fill(make_site, bucket)
    proxy.faults({"method": "GET", "path": KEY, "fault": fault})
    code, log = make_site(**bucket.settings(via=proxy)).start_refused(90)
    assert code == 1, log
    assert bucket.objects() == before


def test_one_truncated_download_is_repeated(make_site, bucket, proxy):
    fill(make_site, bucket)
    proxy.faults({"method": "GET", "path": KEY, "fault": "truncate", "count": 1})
    site = make_site(**bucket.settings(via=proxy)).start()
    assert site.visitor().sign_in("ada").status_code == 303


def test_while_the_store_is_away_pages_say_so_and_it_recovers(make_site, bucket, proxy):
    fill(make_site, bucket)
    settings = bucket.settings(via=proxy)
    settings["DATABASE_URL"] += "?timeout=2"
    site = make_site(**settings).start()
    visitor = site.visitor()
    assert visitor.sign_in("ada").status_code == 303
    proxy.faults({"fault": "reset"})
    assert visitor.get("/members", allow_redirects=False).status_code == 503
    assert visitor.get("/healthz").status_code == 200
    assert visitor.get("/readyz").status_code == 503
    proxy.faults()
    assert visitor.sees_members()
    assert visitor.get("/readyz").status_code == 200


def test_an_idle_site_and_its_health_checks_ask_the_store_nothing(make_site, bucket, proxy):
    fill(make_site, bucket)
    site = make_site(**bucket.settings(via=proxy)).start()
    before = len(proxy.log())
    visitor = site.visitor()
    for _ in range(20):
        assert visitor.get("/healthz").status_code == 200
        assert visitor.get("/style.css").status_code == 200
    assert len(proxy.log()) == before
