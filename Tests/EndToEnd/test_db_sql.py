"""`satchel db sql`: at a terminal and in a pipe, on a file and in a bucket."""
import os
import pty
import select
import stat
import time

import pytest

SEED = "CREATE TABLE birds (name TEXT, seen INTEGER); INSERT INTO birds VALUES ('Kestrel', 2), ('=Kite', NULL);"


@pytest.fixture(params=["file", "bucket"])
def site(request, make_site):
    settings = request.getfixturevalue("bucket").settings(key="site.sqlite") if request.param == "bucket" else {}
    return make_site(**settings)


def test_in_a_pipe(site):
    code, _, err = site.command("db", "sql", stdin=SEED)
    assert code == 1 and "--write" in err
    assert site.command("db", "sql", "--write", stdin=SEED)[0] == 0
    code, out, _ = site.command("db", "sql", "SELECT * FROM birds ORDER BY name DESC;")
    assert code == 0 and out.splitlines() == ["name     seen", "Kestrel  2", "=Kite    NULL"]
    assert site.command("db", "sql", "--format", "json", "SELECT * FROM birds")[1].splitlines() == [
        '{"name":"Kestrel","seen":2}', '{"name":"=Kite","seen":null}']
    out = site.command("db", "sql", "--format", "csv", stdin="SELECT * FROM birds")[1]
    assert out.split() == ["name,seen", "Kestrel,2", "'=Kite,"]
    code, _, err = site.command("db", "sql", "SELECT * FROM nowhere")
    assert code == 1 and "nowhere" in err
    assert site.command("db", "sql", "SELECT count(*) AS n FROM birds WHERE name = 'a;b'; SELECT 1 AS one")[1].split() == ["n", "0", "one", "1"]


class Terminal:
    def __init__(self, site, *arguments):
        self.said = ""
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(site.folder)
            os.execve(site.binary, [str(site.binary), *arguments], site.environment | {"TERM": "xterm"})

    def type(self, keys):
        os.write(self.descriptor, keys.encode())

    def until(self, text, seconds=20):
        end = time.monotonic() + seconds
        while text not in self.said:
            left = end - time.monotonic()
            assert left > 0 and select.select([self.descriptor], [], [], left)[0], f"{text!r} did not come: {self.said!r}"
            self.said += os.read(self.descriptor, 65536).decode()
        self.said = self.said.split(text, 1)[1]

    def ended(self):
        try:
            while os.read(self.descriptor, 65536):
                pass
        except OSError:
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_at_a_terminal(make_site):
    site = make_site()
    assert site.command("db", "sql", "--write", stdin=SEED)[0] == 0
    terminal = Terminal(site, "db", "sql")
    terminal.until("reading only; --write")
    terminal.until("sql> ")
    terminal.type("SELECT nam FROM birds\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[De")
    terminal.type("\r")
    terminal.until("  -> ")
    terminal.type("WHERE seen = 2;\r")
    terminal.until("Kestrel")
    terminal.until("sql> ")
    terminal.type("DELETE FROM birds;\r")
    terminal.until("nothing can be changed without --write")
    terminal.type("SELECT oops\x03")
    terminal.until("^C")
    terminal.type("\x1b[A\x1b[A\r")
    terminal.until("Kestrel")
    terminal.until("sql> ")
    terminal.type("\x04")
    assert terminal.ended() == 0
    history = site.folder / ".satchel_history"
    assert history.read_text().splitlines() == ["SELECT name FROM birds WHERE seen = 2;", "DELETE FROM birds;", "SELECT name FROM birds WHERE seen = 2;"]
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    later = Terminal(site, "db", "sql")
    later.until("sql> ")
    later.type("\x1b[A\x1b[A\x1b[A\x1b[B\x1b[B\r")
    later.until("Kestrel")
    later.until("sql> ")
    later.type("\x04")
    assert later.ended() == 0
