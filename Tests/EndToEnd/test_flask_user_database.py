"""The database that Flask-User's quickstart wrote: it opens as it is, and its users sign in."""
import sqlite3

from conftest import ROOT

FIXTURES = ROOT / "Tests/AccountsTests/Fixtures"


def passwords():
    lines = (FIXTURES / "passwords.txt").read_text().splitlines()
    return [tuple(line.split("\t", 1)) for line in lines if line.strip()]


def users(path):
    with sqlite3.connect(path) as database:
        return database.execute("SELECT id, username, password FROM users ORDER BY id").fetchall()


def test_its_users_sign_in(make_site):
    site = make_site(USER_PASSWORD_COST="12")
    site.copy_in(FIXTURES / "quickstart_app.sqlite", "site.sqlite")
    before = users(site.folder / "site.sqlite")
    site.start()
    for name, password in passwords():
        visitor = site.visitor()
        assert visitor.sign_in(name, password).status_code == 303, name
        assert visitor.sees_members()
        assert site.visitor().sign_in(name, password + "x").status_code == 422
        assert site.visitor().sign_in(name[:-1] + "%", password).status_code == 422, "a wildcard in a name"
    assert users(site.folder / "site.sqlite") == before, "signing in changed what it need not"


def test_its_names_stay_taken_whatever_the_case(make_site):
    site = make_site()
    site.copy_in(FIXTURES / "quickstart_app.sqlite", "site.sqlite")
    site.start()
    for name, _ in passwords():
        assert site.visitor().register(name.upper()).status_code == 422
    assert site.visitor().register("somebody-new").status_code == 303


def test_it_can_be_put_into_a_bucket(make_site, bucket):
    bucket.put("site.sqlite", (FIXTURES / "quickstart_app.sqlite").read_bytes())
    first, second = (make_site(**bucket.settings()).start() for _ in range(2))
    name, password = passwords()[0]
    assert first.visitor().sign_in(name, password).status_code == 303
    assert second.visitor().register("somebody-new").status_code == 303
    assert first.visitor().sign_in("somebody-new").status_code == 303
