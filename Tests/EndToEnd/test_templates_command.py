"""`satchel templates`, `satchel new`: what comes with the program, as files."""
import os
import stat


def test_templates_are_listed_and_copied(make_site, tmp_path):
    (tmp_path / "Templates").mkdir()
    (tmp_path / "Templates/home.mustache").write_text("{{<layout}}{{$content}}mine{{/content}}{{/layout}}")
    site = make_site(SATCHEL_TEMPLATES=str(tmp_path / "Templates"))
    code, out, _ = site.command("templates")
    rows = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert code == 0 and rows["home"] == "the site's own" and rows["user/sign-in"] == "built in"
    assert site.command("templates", "copy", "user/sign-in")[0] == 0
    copy = tmp_path / "Templates/user/sign-in.mustache"
    copy.write_text(copy.read_text().replace("<h1>", "<h1>Dear member: "))
    assert site.command("templates", "copy", "user/sign-in")[0] == 1 and "Dear member" in copy.read_text()
    code, _, err = site.command("templates", "copy", "user/signin")
    assert code == 1 and "templates list" in err
    site.start()
    assert "mine" in site.visitor().get("/").text
    assert "Dear member" in site.visitor().get("/user/sign-in").text


def test_a_new_site_is_made_once(make_site, tmp_path):
    site = make_site()
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    code, _, err = site.command("new", "my-site")
    assert code == 1 and "--satchel-path" in err and "--satchel-url" in err
    code, _, err = site.command("new", "my-site", "--satchel-path", str(checkout))
    assert code == 1 and "no Package.swift" in err
    (checkout / "Package.swift").touch()
    code, out, _ = site.command("new", "my-site", "--satchel-path", str(checkout))
    made = site.folder / "my-site"
    assert code == 0 and "swift run my-site" in out
    assert f'path: "{checkout}"' in (made / "Package.swift").read_text()
    assert stat.S_IMODE((made / ".env").stat().st_mode) == 0o600
    assert sorted(os.listdir(made)) == [
        ".dockerignore", ".env", ".gitignore", "Dockerfile", "Package.swift", "Public", "README.md", "Sources", "Templates", "Tests"]
    for name, words in [("my-site", "not empty"), ("my site", "my-site"), ("web", "web-site"), ("../x", "begins with a letter")]:
        code, _, err = site.command("new", name, "--satchel-path", str(checkout))
        assert code == 1 and words in err, err
    code, _, err = site.command("new", "other", "--satchel-path", str(checkout), "--satchel-url", "https://example.org/satchel.git")
    assert code == 64 and "exclude" in err
