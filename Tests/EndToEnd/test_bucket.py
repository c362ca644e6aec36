"""The database in a bucket: two processes, one truth."""
from concurrent.futures import ThreadPoolExecutor

from visitor import PASSWORD

REGISTERED, REFUSED = 303, 422


def test_who_registers_on_one_process_signs_in_on_the_other_at_once(make_site, bucket):
    first, second = (make_site(**bucket.settings()).start() for _ in range(2))
    for round in range(5):
        name = f"ada{round}"
        assert first.visitor().register(name).status_code == REGISTERED
        visitor = second.visitor()
        assert visitor.sign_in(name).status_code == 303
        assert visitor.sees_members()


def test_signing_out_on_one_process_ends_the_session_on_the_other(make_site, bucket):
    first, second = (make_site(**bucket.settings()).start() for _ in range(2))
    here = first.visitor()
    here.register("ada")
    there = second.visitor()
    there.session.cookies.update(here.session.cookies)
    assert there.sees_members()
    here.sign_out()
    assert not there.sees_members()


def test_of_two_processes_that_register_one_name_exactly_one_wins(make_site, bucket, tmp_path):
    sites = [make_site(**bucket.settings()).start() for _ in range(2)]
    rounds, racers = 25, 4
    with ThreadPoolExecutor(racers) as pool:
        for round in range(rounds):
            answers = list(pool.map(lambda i: sites[i % 2].visitor().register(f"name{round}").status_code, range(racers)))
            assert sorted(answers) == [REGISTERED] + [REFUSED] * (racers - 1), f"round {round}: {answers}"
    assert sorted(bucket.users(tmp_path)) == sorted(f"name{round}" for round in range(rounds))


def test_writes_of_two_processes_are_replayed_on_each_other(make_site, bucket, proxy, tmp_path):
    sites = [make_site(**bucket.settings(via=proxy)).start() for _ in range(2)]
    names = [f"user{i}" for i in range(30)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda i: sites[i % 2].visitor().register(names[i]).status_code, range(len(names))))
    assert set(answers) == {REGISTERED}
    assert sorted(bucket.users(tmp_path)) == sorted(names)
    conflicts = [put for put in proxy.log("PUT") if put["if-match"] and put.get("status") == 412]
    assert conflicts, "no conflict happened, so none was replayed"


def test_the_object_is_a_plain_sqlite_file_with_the_site_in_it(make_site, bucket, tmp_path):
    site = make_site(**bucket.settings()).start()
    site.visitor().register("ada")
    assert site.terminate() == 0
    assert bucket.get("site.sqlite").startswith(b"SQLite format 3\0")
    assert bucket.users(tmp_path)["ada"].startswith("$2b$")
    again = make_site(**bucket.settings()).start().visitor()
    assert again.sign_in("ada", PASSWORD).status_code == 303


def test_the_bucket_may_be_named_in_the_environment(make_site, bucket):
    settings = bucket.settings()
    settings["DATABASE_URL"] = "s3sqlite:///site.sqlite"
    site = make_site(**settings, S3SQLite_bucket=bucket.name).start()
    assert site.visitor().register("ada").status_code == REGISTERED
    assert list(bucket.objects()) == ["site.sqlite"]
