"""The database that Flask-User's quickstart wrote: it opens as it is, and its users sign in."""
import base64
import sqlite3
import time

import pytest
from conftest import ROOT
from cryptography.fernet import Fernet
from visitor import hidden_fields

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


# What passlib 1.7.4 (with bcrypt 3.2.2 and argon2-cffi) made of one password, at low costs.
PASSWORD = "grüße 🦊"
HASHES = {
    "bcrypt": "$2b$04$SFUxxJI1WrcHsWjH.2Ot9.DFjkHbvf/tD7dDuOvCRmQSY3vVmyarm",
    "sha512": "$6$rounds=1000$ZDE7veXn6zc123qs$6UM9/MuQlLZV1Tw8RV23GnGMIWYcfm9e7MJABvQ5EWSPNfdR107KZOkgcUpfFsyeIInbJkzOF8e5flltjxA7q.",
    "pbkdf2-sha1": "$pbkdf2$1000$SUlJCaH03junVIoxxhgj5A$xemHXUvEPToRu33cy/PRNqz/5CU",
    "pbkdf2-sha256": "$pbkdf2-sha256$1000$jhEiBGCMEQLAuBdibK21Fg$iu1U4HygbEDh2RGNtoGTtoKPRuN72qWcIyqslKMYwHQ",
    "pbkdf2-sha512": "$pbkdf2-sha512$1000$JyRECOE8JwSAcG7NWQuBMA$ORyKj4pNMWLCLqy486Qieca/ecSyBH1UC.aa6Zlvd7FkabwdLIw4UtNzujvkp71DgNWmy4wpLxnSpq1Ot47yjA",
    "argon2": "$argon2id$v=19$m=1024,t=2,p=1$21ur9X7POUeoNcYYQyjlPA$AcjavnYE2Og9fnH7B1+qxGERpRStVRXoli3/mJ+B6Tw",
    "scrypt": "$scrypt$ln=8,r=8,p=1$QIjxvpcSYsyZ03ovBSAEwA$0ruuDHYI7Quf4QNAkC1CEsjmR6bUyofBeOITOzSOUH0",
}
FOREIGN = {"odd": "$bcrypt-sha256$v=2,t=2b,r=4$Ds1Ovw8A8JLmiufHNHaPZ.$qxrJjvOnGnPnIenAfbyABMG5fZsqF62", "plain": "letmein"}


def flask_user_site(path):
    """A database as Flask-User makes it with everything switched on: roles, several addresses, invitations."""
    with sqlite3.connect(path) as database:
        database.executescript("""
            CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, is_active BOOLEAN DEFAULT '1' NOT NULL,
                username VARCHAR(100) COLLATE NOCASE NOT NULL UNIQUE, password VARCHAR(255) DEFAULT '' NOT NULL,
                email_confirmed_at DATETIME, first_name VARCHAR(100) COLLATE NOCASE DEFAULT '' NOT NULL,
                last_name VARCHAR(100) COLLATE NOCASE DEFAULT '' NOT NULL);
            CREATE TABLE user_emails (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER, email VARCHAR(255) COLLATE NOCASE NOT NULL
                UNIQUE, email_confirmed_at DATETIME, is_primary BOOLEAN DEFAULT '0' NOT NULL,
                FOREIGN KEY(user_id) REFERENCES users (id));
            CREATE TABLE roles (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) UNIQUE);
            CREATE TABLE user_roles (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
                role_id INTEGER REFERENCES roles (id) ON DELETE CASCADE);
            CREATE TABLE user_invitations (id INTEGER NOT NULL PRIMARY KEY, email VARCHAR(255) COLLATE NOCASE NOT NULL,
                invited_by_user_id INTEGER, FOREIGN KEY(invited_by_user_id) REFERENCES users (id));
            INSERT INTO roles VALUES (1, 'admin'), (2, 'editor');
            INSERT INTO user_roles VALUES (1, 1, 1), (2, 1, 2), (3, 2, 2);
            INSERT INTO user_invitations VALUES (1, 'guest@example.org', 1);
        """)
        for number, (name, value) in enumerate({**HASHES, **FOREIGN}.items(), start=1):
            database.execute("INSERT INTO users (id, username, password) VALUES (?, ?, ?)", (number, name, value))
            for place in ("home", "work"):
                database.execute(
                    "INSERT INTO user_emails (user_id, email, email_confirmed_at, is_primary) VALUES (?, ?, ?, ?)",
                    (number, f"{name}@{place}.example", "2020-01-02 03:04:05.000006", place == "work"))


@pytest.fixture
def migrated(make_site, tmp_path):
    flask_user_site(tmp_path / "flask.sqlite")
    site = make_site(USER_ENABLE_EMAIL="1", USER_ENABLE_MULTIPLE_EMAILS="1", USER_ENABLE_INVITE_USER="1", USER_PASSWORD_COST="4")
    code, site.told, errors = site.command("db", "import", str(tmp_path / "flask.sqlite"))
    assert code == 0, errors
    return site.start()


def test_everything_of_it_is_imported_and_every_known_password_is_good(migrated):
    for name in HASHES:
        assert migrated.visitor().sign_in(name, PASSWORD).status_code == 303, name
        assert migrated.visitor().sign_in(f"{name}@home.example", PASSWORD).status_code == 303, "by the other address"
        assert migrated.visitor().sign_in(name, PASSWORD + "x").status_code == 422
    rows = {name: value for _, name, value in users(migrated.folder / "site.sqlite")}
    assert all(rows[name].startswith("$2b$04$") for name in HASHES), "weaker schemes are replaced at the first sign-in"
    admin = migrated.visitor()
    admin.sign_in("bcrypt", PASSWORD)
    assert admin.get("/admin").status_code == 200
    other = migrated.visitor()
    other.sign_in("sha512", PASSWORD)
    assert other.get("/admin").status_code == 403
    page = other.get("/user/manage-emails").text
    assert "sha512@work.example" in page and "sha512@home.example" in page


def test_passwords_that_cannot_be_verified_are_listed_and_their_people_get_in_by_mail(migrated):
    assert "1 with bcrypt-sha256: odd" in migrated.told and "1 with not a hash: plain" in migrated.told
    listed = [line.partition(": ")[2] for line in migrated.told.splitlines() if " with " in line]
    assert listed == ["odd", "plain"]
    assert migrated.visitor().sign_in("plain", "letmein").status_code == 422, "a stored text is no password"
    answer = migrated.visitor().submit("/user/forgot-password", {"email": "odd@work.example"})
    assert answer.status_code == 303
    # What is sent leaves the outbox: the mail is looked for where it arrives.
    end = time.monotonic() + 30
    while "odd@work.example" not in migrated.visitor().get("/dev/mail").text:
        assert time.monotonic() < end, "no mail came"
        time.sleep(0.05)


def invitation_link(secret, number):
    """As Flask-User 1.0.2's TokenManager makes it: Fernet by the first 32 bytes of the key, a number to the base of 64."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    key = secret.encode() + (b" " * 32 if len(secret.encode()) < 32 else b"")
    token = Fernet(base64.urlsafe_b64encode(key[:32])).encrypt(b"~" + digits[number].encode()).decode().strip("=")
    return "/user/register?token=" + token


def test_open_invitations_are_shown_and_their_links_open_with_the_key_of_the_old_site(make_site, tmp_path):
    flask_user_site(tmp_path / "flask.sqlite")
    settings = dict(USER_ENABLE_EMAIL="1", USER_REQUIRE_INVITATION="1")
    site = make_site(**settings, USER_FLASK_SECRET_KEY="the old site's key")
    assert site.command("db", "import", str(tmp_path / "flask.sqlite"))[0] == 0
    site.start()
    admin = site.visitor()
    admin.sign_in("bcrypt", PASSWORD)
    page = admin.get("/admin/invitations").text
    assert "guest@example.org" in page and "Sent by Flask-User" in page
    path = invitation_link("the old site's key", 1)
    guest = site.visitor()
    assert guest.get(invitation_link("another key", 1)).status_code == 403
    assert guest.get(invitation_link("the old site's key", 2)).status_code == 403
    assert "guest@example.org" in guest.get(path).text
    token = path.partition("=")[2]
    page = guest.get(path).text
    fields = {"username": "guest", "email": "guest@example.org", "password": PASSWORD * 2, "token": token}
    assert guest.post("/user/register", {**hidden_fields(page, "/user/register"), **fields}).status_code == 303
    assert guest.sees_members(), "the address needs no other confirmation"
    assert site.visitor().get(path).status_code == 403, "once"
    assert "guest@example.org" not in admin.get("/admin/invitations").text
