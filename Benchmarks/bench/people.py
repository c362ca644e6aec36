"""People with a browser's cookies, on the forms that both sites share."""
from visitor import Visitor, hidden_fields

from bench.sites import NAME, PASSWORD


def registered(url):
    """Registers the one account of the measures, by the form."""
    answer = Visitor(url).register(NAME, PASSWORD)
    assert answer.status_code in (302, 303), f"registering answered {answer.status_code}: {answer.text[:500]}"


def signed_in(url):
    """Signs in by the form; gives the header that carries the session."""
    visitor = Visitor(url)
    answer = visitor.sign_in(NAME, PASSWORD)
    assert answer.status_code in (302, 303), f"signing in answered {answer.status_code}: {answer.text[:500]}"
    assert visitor.sees_members(), "the members page is not shown to who signed in"
    return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.session.cookies)}


class SigningIn:
    """Somebody who signs in again and again, by a form that was fetched once and is sent as at first."""

    def __init__(self, url):
        self.visitor = Visitor(url)
        self.fields = {**hidden_fields(self.visitor.get("/user/sign-in").text, "/user/sign-in"), "username": NAME, "password": PASSWORD}
        self.cookies = self.visitor.session.cookies.copy()

    def once(self):
        self.visitor.session.cookies = self.cookies.copy()
        answer = self.visitor.post("/user/sign-in", self.fields)
        assert answer.status_code in (302, 303), f"signing in answered {answer.status_code}"
