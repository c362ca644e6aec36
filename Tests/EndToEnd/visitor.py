"""A visitor of a site: cookies, forms with their hidden fields, no JavaScript."""
import html
import re

import requests

PASSWORD = "a fine long password"


class Visitor:
    def __init__(self, url):
        self.url = url
        self.session = requests.Session()

    def get(self, path, **options):
        return self.session.get(self.url + path, timeout=60, **options)

    def post(self, path, fields, **options):
        options.setdefault("allow_redirects", False)
        return self.session.post(self.url + path, data=fields, timeout=60, **options)

    def submit(self, path, fields):
        """Fetches the page, fills in its form (hidden fields kept) and sends it; the answer, not what it redirects to."""
        page = self.get(path)
        assert page.status_code == 200, f"{path} answered {page.status_code}"
        return self.post(path, {**hidden_fields(page.text, path), **fields})

    def register(self, name, password=PASSWORD):
        return self.submit("/user/register", {"username": name, "password": password, "retype_password": password})

    def sign_in(self, name, password=PASSWORD):
        return self.submit("/user/sign-in", {"username": name, "password": password})

    def sign_out(self):
        page = self.get("/members").text
        return self.post("/user/sign-out", hidden_fields(page, "/user/sign-out"))

    def sees_members(self):
        return self.get("/members", allow_redirects=False).status_code == 200


def hidden_fields(page, action):
    """The hidden fields of the form with this action (or without one)."""
    for form in re.findall(r"<form\b.*?</form>", page, re.S):
        target = attribute(re.match(r"<form\b[^>]*>", form).group(0), "action")
        if target in (None, "", action):
            inputs = re.findall(r"<input\b[^>]*>", form)
            return {attribute(i, "name"): attribute(i, "value") or "" for i in inputs if attribute(i, "type") == "hidden"}
    raise AssertionError(f"no form for {action} in:\n{page}")


def attribute(tag, name):
    found = re.search(rf"""\b{name}\s*=\s*("([^"]*)"|'([^']*)'|([^\s>]+))""", tag)
    return html.unescape(next(g for g in found.groups()[1:] if g is not None)) if found else None
