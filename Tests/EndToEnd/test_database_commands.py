"""The commands that look after a database in a bucket, beside instances that run."""
import datetime
import re
import sqlite3
import time

import pytest

KEY = "site.sqlite"


@pytest.fixture(params=["file", "ltx"])
def layout(request):
    return request.param


def settings(bucket, layout, key=KEY, **more):
    values = bucket.settings(key=key, **more)
    values["DATABASE_URL"] += f"?layout={layout}"
    return values


def rows(path, sql="SELECT username FROM users ORDER BY id"):
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in database.execute(sql)]


def succeed(site, *arguments):
    code, out, err = site.command(*arguments)
    assert code == 0, f"{arguments} ended with {code}: {out}{err}"
    return out


def test_export_import_and_branch(make_site, bucket, layout):
    site = make_site(**settings(bucket, layout)).start()
    for name in ["ada", "grace"]:
        assert site.visitor().register(name).status_code == 303
    assert f"layout                  {layout}" in succeed(site, "db", "info")
    assert "sound" in succeed(site, "db", "verify")
    succeed(site, "db", "export", "copy.sqlite")
    assert rows(site.folder / "copy.sqlite") == ["ada", "grace"]
    code, _, err = site.command("db", "export", "copy.sqlite")
    assert code == 1 and "--yes" in err

    succeed(site, "db", "branch", "branch.sqlite")
    branch = make_site(**settings(bucket, layout, "branch.sqlite")).start()
    assert branch.visitor().sign_in("ada").status_code == 303
    assert branch.visitor().register("edsger").status_code == 303
    succeed(branch, "db", "export", "branch.sqlite")

    code, _, err = site.command("db", "import", str(branch.folder / "branch.sqlite"))
    assert code == 1 and "--yes" in err
    assert site.visitor().sign_in("edsger").status_code != 303
    succeed(site, "db", "import", str(branch.folder / "branch.sqlite"), "--yes")
    assert site.visitor().sign_in("edsger").status_code == 303
    assert "sound" in succeed(site, "db", "verify")


def test_restore_while_instances_run(make_site, bucket):
    site = make_site(**settings(bucket, "ltx")).start()
    assert site.visitor().register("ada").status_code == 303
    before = int(re.search(r"last commit +(\d+)", succeed(site, "db", "info")).group(1))
    time.sleep(0.05)
    moment = datetime.datetime.now(datetime.timezone.utc).isoformat()
    time.sleep(0.05)
    assert site.visitor().register("mallory").status_code == 303
    code, _, err = site.command("db", "restore", "--txid", str(before))
    assert code == 1 and "--yes" in err and "--to" in err

    succeed(site, "db", "restore", "--at", moment, "--to", "beside.sqlite")
    beside = make_site(**settings(bucket, "ltx", "beside.sqlite")).start()
    assert beside.visitor().sign_in("ada").status_code == 303
    assert beside.visitor().sign_in("mallory").status_code != 303
    assert site.visitor().sign_in("mallory").status_code == 303

    out = succeed(site, "db", "restore", "--at", moment, "--yes")
    assert site.visitor().sign_in("mallory").status_code != 303
    assert site.visitor().sign_in("ada").status_code == 303
    assert site.visitor().register("grace").status_code == 303
    undo = re.search(r"--txid (\d+) undoes", out).group(1)
    succeed(site, "db", "restore", "--txid", undo, "--yes")
    assert site.visitor().sign_in("mallory").status_code == 303
    assert "sound" in succeed(site, "db", "verify")
    succeed(site, "db", "compact")
    assert site.visitor().sign_in("mallory").status_code == 303


def test_a_plain_file_in_the_bucket_has_no_history(make_site, bucket):
    site = make_site(**settings(bucket, "file")).start()
    code, _, err = site.command("db", "restore", "--txid", "1", "--yes")
    assert code == 1 and "versioning" in err


def test_convert_there_and_back(make_site, bucket):
    site = make_site(**settings(bucket, "file")).start()
    assert site.visitor().register("ada").status_code == 303
    assert site.terminate() == 0
    succeed(site, "db", "convert", "--layout", "ltx", "--yes")
    site = make_site(**settings(bucket, "ltx")).start()
    assert site.visitor().sign_in("ada").status_code == 303
    assert site.visitor().register("grace").status_code == 303
    assert site.terminate() == 0
    succeed(site, "db", "convert", "--layout", "file", "--yes")
    site = make_site(**settings(bucket, "file")).start()
    assert site.visitor().sign_in("grace").status_code == 303


def test_verify_finds_what_is_wrong(make_site, bucket):
    site = make_site(**settings(bucket, "ltx")).start()
    assert site.visitor().register("ada").status_code == 303
    assert site.terminate() == 0
    succeed(site, "db", "import", "--yes", str(plain_copy(site)))
    segment = next(key for key in bucket.objects() if key.endswith(".ltx"))
    content = bytearray(bucket.get(segment))
    content[len(content) // 2] ^= 1
    bucket.put(segment, bytes(content))
    code, out, _ = site.command("db", "verify")
    assert code == 1 and "DAMAGE" in out and segment in out


def plain_copy(site):
    succeed(site, "db", "export", "copy.sqlite")
    return site.folder / "copy.sqlite"


def test_plain_files(make_site):
    site = make_site().start()
    assert site.visitor().register("ada").status_code == 303
    assert "plain SQLite file" in succeed(site, "db", "info")
    assert "sound" in succeed(site, "db", "verify")
    assert rows(plain_copy(site)) == ["ada"]
    other = make_site()
    succeed(other, "db", "import", str(site.folder / "copy.sqlite"))
    assert other.start().visitor().sign_in("ada").status_code == 303
    code, _, err = other.command("db", "import", str(site.folder / "copy.sqlite"))
    assert code == 1 and "--yes" in err
    code, _, err = other.command("db", "compact")
    assert code == 1 and "bucket" in err


def test_the_probe(make_site, bucket):
    site = make_site(**settings(bucket, "ltx"))
    out = succeed(site, "db", "probe")
    assert len(re.findall(r" yes\b", out)) == 5
    assert bucket.objects() == {}


def test_the_first_start_probes_and_later_ones_do_not(make_site, bucket, proxy, layout):
    for start in range(2):
        already = len(proxy.log("PUT"))
        site = make_site(**settings(bucket, layout, via=proxy)).start()
        assert site.visitor().register(f"visitor{start}").status_code == 303
        assert site.terminate() == 0
        probes = [put for put in proxy.log("PUT")[already:] if "/probe/" in put["target"]]
        assert bool(probes) == (start == 0)


def test_a_store_that_ignores_conditions_is_refused(make_site, careless):
    site = make_site(**settings(careless, "ltx"))
    code, log = site.start_refused()
    assert code == 1 and "ignores If-None-Match" in log and "ignore_conflicts=true" in log
    code, out, _ = site.command("db", "probe")
    assert code == 1 and "NO" in out
    alone = settings(careless, "file")
    alone["DATABASE_URL"] += "&ignore_conflicts=true"
    assert make_site(**alone).start().visitor().register("ada").status_code == 303
