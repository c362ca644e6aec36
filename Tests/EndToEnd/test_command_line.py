"""The commands beside `serve`: what they print, and how they end."""
import sqlite3

import pytest

from visitor import PASSWORD

COMMANDS = [
    [], ["serve"], ["routes"], ["config"], ["doctor"], ["secret"], ["db"], ["db", "upgrade"], ["db", "current"], ["db", "history"], ["db", "stamp"],
    ["db", "init"], ["db", "migrate"], ["db", "downgrade"], ["db", "heads"], ["db", "check"], ["db", "copy"],
    ["db", "info"], ["db", "probe"], ["db", "verify"], ["db", "export"], ["db", "import"], ["db", "restore"], ["db", "compact"],
    ["db", "convert"], ["db", "branch"],
    ["users"], ["users", "list"], ["users", "create"], ["users", "activate"], ["users", "deactivate"],
    ["users", "set-password"], ["users", "reset-link"], ["users", "end-sessions"], ["users", "add-role"],
    ["users", "remove-role"], ["users", "remove-second-factor"],
    ["users", "remove-passkeys"], ["users", "log"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_even_with_broken_settings(make_site, command):
    code, out, err = make_site(PORT="broken").command(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("OVERVIEW: ") and "USAGE: satchel" in out


@pytest.mark.parametrize("arguments", [["fly"], ["--prot", "1"], ["serve", "--port", "99999"], ["users", "create"], ["db", "stamp"],
                                       ["db", "migrate"], ["db", "migrate", "-m", "x", "--rename", "x"], ["db", "copy", "sqlite:///x"],
                                       ["db", "restore"], ["db", "restore", "--at", "noon"], ["db", "convert"],
                                       ["db", "restore", "--txid", "1", "--at", "2026-01-01"]])
def test_what_is_not_understood_ends_with_64(make_site, arguments):
    code, out, err = make_site().command(*arguments)
    assert code == 64 and out == ""
    assert "Error: " in err and "satchel" in err


@pytest.mark.parametrize("name, words", [("sreve", "There is no command sreve. Did you mean serve?"), ("fly", "There is no command fly. `satchel")])
def test_a_command_that_is_not_there_is_told_with_the_one_that_was_meant(make_site, name, words):
    _, _, err = make_site().command(name)
    assert words in err


def test_version(make_site):
    code, out, _ = make_site().command("--version")
    assert code == 0 and out.strip().count(".") == 2


def test_secret_prints_a_new_key_each_time(make_site):
    keys = {make_site(SECRET_KEY=None).command("secret")[1].strip() for _ in range(3)}
    assert len(keys) == 3 and all(len(key) >= 43 for key in keys)


def test_routes_tell_what_guards_them(make_site):
    code, out, _ = make_site().command("routes")
    assert code == 0
    lines = {tuple(line.split()[:2]): line.split(maxsplit=2)[2] for line in out.splitlines()}
    assert lines[("GET", "/")] == "-"
    assert lines[("GET", "/members")] != "-"
    for path in ["/user/register", "/user/sign-in"]:
        assert ("GET", path) in lines and ("POST", path) in lines
    assert ("POST", "/user/sign-out") in lines and ("GET", "/healthz") in lines


def test_the_schema_by_command(make_site):
    site = make_site()
    code, out, _ = site.command("db", "current")
    assert code == 1 and "pending" in out
    code, out, _ = site.command("db", "upgrade")
    assert code == 0 and "upgraded to accounts 1" in out
    assert site.command("db", "upgrade")[:2] == (0, "up to date\n")
    code, out, _ = site.command("db", "current")
    assert code == 0 and "accounts" in out and "pending" not in out
    code, out, _ = site.command("db", "history")
    assert code == 0 and out.splitlines()[0].startswith("MIGRATION") and "accounts 1" in out


def test_stamping_runs_nothing(make_site):
    site = make_site()
    assert site.command("db", "stamp", "accounts", "1")[0] == 0
    with sqlite3.connect(site.folder / "site.sqlite") as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert "users" not in tables
    code, _, err = site.command("db", "stamp", "accounts", "77")
    assert code == 1 and "accounts 77" in err


def test_users_by_command(make_site):
    site = make_site().start()
    code, out, _ = site.command("users", "create", "ada", "--password-stdin", stdin=PASSWORD + "\n")
    assert (code, out) == (0, "created ada\n")
    visitor = site.visitor()
    assert visitor.sign_in("ada").status_code == 303 and visitor.sees_members()
    assert "ada" in site.command("users", "list")[1]

    assert site.command("users", "deactivate", "ada")[0] == 0
    assert not visitor.sees_members()
    assert not site.visitor().sign_in("ada").status_code == 303
    assert site.command("users", "activate", "ada")[0] == 0
    assert visitor.sign_in("ada").status_code == 303

    other = "another good password"
    assert site.command("users", "set-password", "ada", "--password-stdin", stdin=other + "\n")[0] == 0
    assert not visitor.sees_members()
    assert site.visitor().sign_in("ada").status_code != 303
    assert site.visitor().sign_in("ada", other).status_code == 303


def test_roles_sessions_and_the_log_by_command(make_site):
    site = make_site().start()
    visitor = site.visitor()
    assert visitor.register("ada").status_code == 303
    assert visitor.get("/admin").status_code == 403
    assert site.command("users", "add-role", "ada", "admin")[:2] == (0, "ada is admin now\n")
    assert site.command("users", "add-role", "ada", "admin")[:2] == (0, "ada is admin already\n")
    assert "admin" in site.command("users", "list", "--role", "admin")[1]
    assert "ada" not in site.command("users", "list", "--search", "a%a")[1]
    assert visitor.get("/admin").status_code == 200
    assert site.command("users", "remove-role", "ada", "admin")[0] == 0
    assert visitor.get("/admin").status_code == 403
    assert site.command("users", "end-sessions", "ada")[0] == 0
    assert not visitor.sees_members()

    code, out, _ = site.command("users", "reset-link", "ada")
    path = "/user/reset-password/" + out.strip().rpartition("/")[2]
    assert code == 0 and visitor.submit(path, {"new_password": "another good password"}).status_code == 303
    assert visitor.sees_members()
    assert visitor.get(path).status_code == 404
    code, out, _ = site.command("users", "log", "ada")
    deeds = ["password reset", "reset link made", "sessions ended", "role taken", "role given", "registered"]
    assert code == 0 and [line for line in deeds if line in out] == deeds


@pytest.mark.parametrize("arguments, stdin, word", [
    (["create", "ada"], PASSWORD, "ada"),
    (["create", "a"], PASSWORD, "3"),
    (["create", "grace"], "short", "8"),
    (["activate", "nobody"], None, "nobody"),
    (["create", "grace", "--email", "nowhere"], PASSWORD, "not a mail address"),
    (["set-password", "nobody"], PASSWORD, "nobody"),
    (["add-role", "nobody", "admin"], None, "nobody"),
    (["add-role", "ada", " "], None, "1 to 50"),
    (["reset-link", "nobody"], None, "nobody"),
])
def test_what_a_user_command_refuses(make_site, arguments, stdin, word):
    site = make_site()
    site.command("users", "create", "ada", "--password-stdin", stdin=PASSWORD)
    code, out, err = site.command("users", *arguments, *(["--password-stdin"] if stdin else []), stdin=stdin)
    assert code == 1 and out == ""
    assert err.startswith("satchel: ") and word in err


def test_without_a_terminal_a_password_is_not_asked_for(make_site):
    code, _, err = make_site().command("users", "create", "ada")
    assert code == 1 and "--password-stdin" in err


def test_the_health_check(make_site):
    site = make_site().start()
    running = make_site(PORT=site.port)
    assert running.command("healthcheck")[0] == 0
    elsewhere = make_site(ALLOWED_HOSTS="example.org").start()
    assert elsewhere.visitor().get("/").status_code == 421
    elsewhere.environment["PORT"] = str(elsewhere.port)
    assert elsewhere.command("healthcheck")[0] == 0
    site.terminate()
    code, _, err = running.command("healthcheck")
    assert code == 1 and "connect" in err


def test_commands_work_on_a_bucket(make_site, bucket):
    site = make_site(**bucket.settings()).start()
    assert site.command("users", "create", "ada", "--password-stdin", stdin=PASSWORD)[0] == 0
    assert site.visitor().sign_in("ada").status_code == 303
    assert "ada" in site.command("users", "list")[1]
