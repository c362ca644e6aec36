"""`satchel db migrate` and its kin, by a site with models, as its programmer uses them."""
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse

import pytest

from conftest import ROOT
from site_process import Site


@pytest.fixture(scope="session")
def model_site():
    """The debug build has it: `make test` builds that first."""
    path = pathlib.Path(os.environ.get("MODEL_SITE_BINARY", ROOT / ".build/debug/ModelSite"))
    assert path.exists(), f"{path} is missing: make test builds it"
    return path.resolve()


@pytest.fixture
def make(model_site, tmp_path):
    sites = []

    def make(folder="site", **settings):
        sites.append(Site(model_site, tmp_path / folder, ROOT, settings))
        return sites[-1]

    yield make
    for site in sites:
        site.kill()


@pytest.fixture(scope="session")
def servers():
    """URL of a new database on each server."""
    running = {}

    def url(kind):
        if kind not in running:
            script = ROOT / "Tests/Services" / {"postgres": "postgres.py", "mariadb": "mariadb.py"}[kind]
            process = subprocess.Popen([sys.executable, script, "--with-parent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            facts = {}
            for line in process.stdout:
                if line.strip() == "READY":
                    break
                name, _, value = line.strip().partition("=")
                facts[name] = value
            running[kind] = (process, facts["URL"])
        return running[kind][1]

    yield url
    for process, _ in running.values():
        process.terminate()
        process.wait()


@pytest.fixture(params=["sqlite", "bucket", "postgres", "mariadb"])
def database(request):
    """Settings of an empty database of each kind; the servers have one for all tests, which leave it empty."""
    if request.param == "sqlite":
        return {}
    if request.param == "bucket":
        return request.getfixturevalue("bucket").settings()
    return {"DATABASE_URL": request.getfixturevalue("servers")(request.param)}


def succeed(site, *arguments):
    code, out, err = site.command(*arguments)
    assert code == 0, f"{arguments} ended with {code}: {out}{err}"
    return out


def at_stage(site, stage):
    site.environment["SITE_STAGE"] = stage
    return site


def migrations(site):
    return sorted(path.name for path in (site.folder / "Migrations").glob("*"))


def test_a_programmers_day(make, database):
    site = make(**database)
    assert "made" in succeed(site, "db", "init") and "there already" in succeed(site, "db", "init")
    code, _, err = site.command("db", "migrate", "-m", "posts")
    assert code == 1 and "db upgrade" in err, "the accounts come first"
    succeed(site, "db", "upgrade")
    code, out, _ = site.command("db", "check")
    assert code == 1 and "posts: the table is missing" in out
    assert 'CREATE TABLE "posts"' in succeed(site, "db", "migrate", "-m", "posts", "--sql") and migrations(site) == []
    assert "0001_posts.sql" in succeed(site, "db", "migrate", "-m", "posts")
    code, out, _ = site.command("db", "check")
    assert code == 1 and "site 1 is pending" in out
    assert 'CREATE TABLE "posts"' in succeed(site, "db", "upgrade", "--sql")
    assert "upgraded to site 1" in succeed(site, "db", "upgrade")
    assert "up to date" in succeed(site, "db", "upgrade")
    assert "the database has what the models say" in succeed(site, "db", "check")
    assert "no change" in succeed(site, "db", "migrate", "-m", "nothing")

    at_stage(site, "second")
    code, out, _ = site.command("db", "check")
    assert code == 1 and "comments: the table is missing" in out and "headline" in out
    code, _, err = site.command("db", "migrate", "-m", "comments")
    assert code == 1 and "posts.title goes and posts.headline, posts.author_id come" in err and "--rename" in err
    succeed(site, "db", "migrate", "-m", "Comments, and who wrote what", "--rename", "posts.title=headline", "--no-renames")
    assert migrations(site) == ["0001_posts.sql", "0002_comments_and_who_wrote_what.sql"]
    succeed(site, "db", "upgrade")
    succeed(site, "db", "check")
    assert "site 0002_comments_and_who_wrote_what.sql" in succeed(site, "db", "heads")
    assert "site 2" in succeed(site, "db", "current") and "comments_and_who" in succeed(site, "db", "history")
    site.start()
    assert site.visitor().register("ada").status_code == 303
    site.terminate()

    back = succeed(site, "db", "downgrade", "--sql")
    is_server = "@" in site.environment["DATABASE_URL"]
    assert ('RENAME COLUMN "headline" TO "title"' if is_server else 'ALTER TABLE "satchel_new_posts" RENAME TO "posts"') in back
    assert "took back site 2" in succeed(site, "db", "downgrade")
    assert "took back site 1" in succeed(site, "db", "downgrade", "--to", "0")
    assert "site is at 0" in succeed(site, "db", "downgrade", "--to", "0")
    code, _, err = site.command("db", "downgrade", "--module", "sight", "--to", "0")
    assert code == 1 and "no migrations of sight: it has those of accounts, " in err


def test_two_heads_are_found_and_refused(make, database):
    site = make(**database)
    succeed(site, "db", "init")
    folder = site.folder / "Migrations"
    (folder / "0001_one.sql").write_text("-- up\nCREATE TABLE one (id INTEGER);\n-- down\nDROP TABLE one;\n")
    (folder / "0002_mine.sql").write_text("-- up\nCREATE TABLE mine (id INTEGER);\n")
    (folder / "0002_theirs.sql").write_text("-- up\nCREATE TABLE theirs (id INTEGER);\n")
    code, out, _ = site.command("db", "heads")
    assert code == 1 and "0002_mine.sql" in out and "0002_theirs.sql" in out
    for command in [["db", "upgrade"], ["serve"]]:
        code, _, err = site.command(*command)
        assert code == 1 and "two heads, 0002_mine.sql and 0002_theirs.sql" in err
    (folder / "0002_theirs.sql").rename(folder / "0003_theirs.sql")
    assert "upgraded to site 3" in succeed(site, "db", "upgrade")
    code, _, err = site.command("db", "downgrade")
    assert code == 1 and "no way back" in err
    for name in ["0002_mine", "0003_theirs"]:
        with (folder / f"{name}.sql").open("a") as file:
            file.write(f"-- down\nDROP TABLE {name[5:]};\n")
    succeed(site, "db", "downgrade", "--to", "0")


def test_stamp_adopts_tables_that_are_there(make):
    site = make()
    succeed(site, "db", "upgrade")
    with sqlite3.connect(site.folder / "site.sqlite") as database:
        database.execute('CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(100) NOT NULL, body TEXT)')
    succeed(site, "db", "check")
    (site.folder / "Migrations").mkdir()
    (site.folder / "Migrations/0001_posts.sql").write_text("-- up\nCREATE TABLE posts (id INTEGER);\n")
    code, _, err = site.command("db", "upgrade")
    assert code == 1 and "already exists" in err and "left nothing behind" in err
    succeed(site, "db", "stamp", "site", "1")
    assert "up to date" in succeed(site, "db", "upgrade")
    succeed(site, "db", "check")


def test_stamp_adopts_a_table_on_every_engine(make, database):
    site = at_stage(make(**database), "none")
    (site.folder / "Migrations").mkdir()
    (site.folder / "Migrations/0001_adopted.sql").write_text("-- up\nCREATE TABLE adopted (id INTEGER);\n-- down\nDROP TABLE adopted;\n")
    succeed(site, "db", "sql", "--write", "CREATE TABLE adopted (id INTEGER)")
    code, _, err = site.command("db", "upgrade")
    assert code == 1 and "already exists" in err
    succeed(site, "db", "stamp", "site", "1")
    assert "site 1" in succeed(site, "db", "current")
    assert "up to date" in succeed(site, "db", "upgrade")
    succeed(site, "db", "downgrade", "--to", "0")
    assert site.command("db", "sql", "SELECT * FROM adopted")[0] == 1, "the way back is that of the migration"


def test_a_model_that_does_not_fit_stops_the_start(make):
    site = at_stage(make(), "wrong")
    code, _, err = site.command("serve")
    assert code == 1 and "the table wrong of Wrong" in err and "title is a coding key" in err


def test_ten_instances_at_once_run_it_once(make, database):
    sites = [at_stage(make(folder="site", **database), "none") for _ in range(10)]
    folder = sites[0].folder / "Migrations"
    folder.mkdir()
    (folder / "0001_once.sql").write_text("-- up\nCREATE TABLE once (id INTEGER);\n-- down\nDROP TABLE once;\n")
    started = [
        subprocess.Popen([site.binary, "db", "upgrade"], cwd=site.folder, env=site.environment, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True) for site in sites]
    said = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0] * 10, said
    assert "".join(said).count("upgraded to site 1") == 1, said
    succeed(sites[0], "db", "downgrade")


@pytest.mark.parametrize("layout", ["file", "bucket"])
def test_kill_9_in_a_migration(make, request, layout, tmp_path):
    """A migration of many rows, killed at several moments: all of it is there or nothing, and the next run finishes it."""
    settings = {} if layout == "file" else request.getfixturevalue("bucket").settings()
    site = at_stage(make(**settings), "none")
    succeed(site, "db", "upgrade")
    (site.folder / "Migrations").mkdir()
    rows = "INSERT INTO big SELECT NULL, hex(randomblob(100)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) SELECT i FROM n);\n"
    (site.folder / "Migrations/0001_big.sql").write_text("-- up\nCREATE TABLE big (id INTEGER PRIMARY KEY, x TEXT);\n" + rows * 2)
    kills = 0
    for delay in [0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.3]:
        process = subprocess.Popen([site.binary, "db", "upgrade"], cwd=site.folder, env=site.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        code, out, _ = site.command("db", "current")
        if "site 1 (pending)" not in out:
            break
        copy = tmp_path / f"copy{delay}.sqlite"
        succeed(site, "db", "export", str(copy))
        with sqlite3.connect(copy) as database:
            assert database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'big'").fetchone() == (0,)
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert kills > 0
    site.command("db", "upgrade")
    copy = tmp_path / "copy.sqlite"
    succeed(site, "db", "export", str(copy))
    with sqlite3.connect(copy) as database:
        assert database.execute("SELECT count(*) FROM big").fetchone() == (60000,)


def own(make, servers, kind, name):
    """A site with a database of its own on a server, and the command of that server's shell."""
    site = make(**({} if kind == "sqlite" else {"DATABASE_URL": servers(kind)}))
    whole = site.environment["DATABASE_URL"]
    url = urllib.parse.urlsplit(whole)
    if kind == "sqlite":
        return site, ["sqlite3", "-bail", site.folder / "site.sqlite"]
    if kind == "postgres":
        succeed(site, "db", "sql", "--write", f"CREATE SCHEMA {name}")
        site.environment["DATABASE_URL"] = f"{whole}?options=-csearch_path%3D{name},public"
        return site, ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", site.environment["DATABASE_URL"]]
    succeed(site, "db", "sql", "--write", f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    site.environment["DATABASE_URL"] = whole.rpartition("/")[0] + "/" + name
    return site, ["mariadb", "--no-defaults", f"-h{url.hostname}", f"-P{url.port}", f"-u{url.username}", f"-p{url.password}", name]


@pytest.mark.parametrize("kind", ["sqlite", "postgres", "mariadb"])
def test_the_statements_of_sql_run_in_the_databases_own_shell(make, servers, kind):
    """On a database that has had nothing yet, and with a table that SQLite makes anew."""
    site, shell = own(make, servers, kind, "shelled")

    def run(sql):
        done = subprocess.run(shell, input=sql, text=True, capture_output=True)
        assert done.returncode == 0, f"{done.stderr}\n{sql}"

    run(succeed(site, "db", "upgrade", "--sql"))
    assert "up to date" in succeed(site, "db", "upgrade")
    succeed(site, "db", "migrate", "-m", "posts")
    run(succeed(site, "db", "upgrade", "--sql"))
    succeed(site, "db", "sql", "--write", "INSERT INTO posts (title) VALUES ('one')")
    at_stage(site, "second")
    succeed(site, "db", "migrate", "-m", "up to the second", "--rename", "posts.title=headline", "--no-renames")
    run(succeed(site, "db", "upgrade", "--sql"))
    succeed(site, "db", "check")
    assert "one" in succeed(site, "db", "sql", "SELECT headline FROM posts")
    run(succeed(site, "db", "downgrade", "--sql"))
    assert "one" in succeed(site, "db", "sql", "SELECT title FROM posts")
    assert "site 2 is pending" in site.command("db", "check")[1]


def test_migrations_that_are_not_where_the_program_looks_are_missed(make):
    site = make()
    succeed(site, "db", "upgrade")
    succeed(site, "db", "migrate", "-m", "posts")
    succeed(site, "db", "upgrade")
    (site.folder / "Migrations").rename(site.folder / "elsewhere")
    at_stage(site, "second")
    words = "the database has had site 1, and there is no migration in"
    for command in [["migrate", "-m", "x"], ["downgrade"]]:
        code, _, err = site.command("db", *command)
        assert code == 1 and words in err
    code, out, _ = site.command("db", "check")
    assert code == 1 and words in out


def test_kill_9_between_changes_of_mariadbs_schema(make, servers):
    """MariaDB commits with each of them: the next run goes on behind what is done, wherever the kill came."""
    site, _ = own(make, servers, "mariadb", "killed")
    at_stage(site, "none")
    folder = site.folder / "Migrations"
    folder.mkdir()
    count = 60
    changes = "".join(f"ALTER TABLE wide ADD COLUMN c{n} INTEGER;\nINSERT INTO wide (c{n}) VALUES ({n});\n" for n in range(count))
    (folder / "0001_wide.sql").write_text("-- up\nCREATE TABLE wide (id INTEGER PRIMARY KEY AUTO_INCREMENT);\n" + changes)
    kills, halfway = 0, 0
    for attempt in range(40):
        process = subprocess.Popen([site.binary, "db", "upgrade"], cwd=site.folder, env=site.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.04 + 0.01 * attempt)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        if "site 1 (pending)" not in site.command("db", "current")[1]:
            break
        halfway += site.command("db", "sql", "SELECT * FROM wide")[0] == 0
    assert kills > 0 and halfway > 0, "no kill came in the middle"
    succeed(site, "db", "upgrade")
    assert succeed(site, "db", "sql", "--format", "csv", "SELECT count(*) AS n FROM wide").split()[-1] == str(count)
    assert f"c{count - 1}" in succeed(site, "db", "sql", "--format", "csv", "SELECT * FROM wide")


ROWS = {
    "postgres": "INSERT INTO big SELECT md5(CAST(i AS TEXT)) FROM generate_series(1, 100000) AS n(i);\n",
    "mariadb": "INSERT INTO big SELECT md5(seq) FROM seq_1_to_100000;\n",
}


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_kill_9_in_a_migration_on_a_server(make, servers, kind):
    """The same on servers. The table is a migration of its own: MariaDB commits with each statement that changes the schema."""
    site = at_stage(make(DATABASE_URL=servers(kind)), "none")
    folder = site.folder / "Migrations"
    folder.mkdir()
    (folder / "0001_big.sql").write_text("-- up\nCREATE TABLE big (x VARCHAR(40));\n-- down\nDROP TABLE big;\n")
    succeed(site, "db", "upgrade")
    (folder / "0002_rows.sql").write_text(f"-- up\n{ROWS[kind] * 4}-- down\nDELETE FROM big;\n")

    def count():
        return succeed(site, "db", "sql", "--format", "csv", "SELECT count(*) AS n FROM big").split()[-1]

    kills = 0
    for delay in [0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45]:
        process = subprocess.Popen([site.binary, "db", "upgrade"], cwd=site.folder, env=site.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        if "site 2 (pending)" not in site.command("db", "current")[1]:
            break
        assert count() == "0"
    assert kills > 0
    site.command("db", "upgrade")
    assert count() == "400000"
    assert site.command("db", "current")[0] == 0
    succeed(site, "db", "downgrade", "--to", "0")


def test_a_site_moves_to_a_server_and_back(make, servers, bucket):
    bucket_site = at_stage(make(folder="a", **bucket.settings()), "none").start()
    for name in ["ada", "grace"]:
        assert bucket_site.visitor().register(name).status_code == 303
    bucket_site.terminate()
    postgres, mariadb = servers("postgres"), servers("mariadb")
    source = bucket_site.environment["DATABASE_URL"]
    out = succeed(bucket_site, "db", "copy", source, postgres, "--yes")
    assert "both sides are the same" in out and "users" in out
    code, _, err = bucket_site.command("db", "copy", source, postgres)
    assert code == 1 and "not empty" in err and "--yes" in err
    succeed(bucket_site, "db", "copy", postgres, mariadb, "--yes")
    file = f"sqlite:///{bucket_site.folder}/back.sqlite"
    succeed(bucket_site, "db", "copy", mariadb, file)
    for url in [postgres, mariadb, file]:
        there = at_stage(make(folder="b", DATABASE_URL=url), "none").start()
        assert there.visitor().sign_in("ada").status_code == 303
        name = "edsger" + str(abs(hash(url)) % 1000)
        assert there.visitor().register(name).status_code == 303
        there.terminate()
    code, _, err = bucket_site.command("db", "copy", source, source)
    assert code == 1 and "the same database" in err
