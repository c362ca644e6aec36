#!/usr/bin/env python
"""An identity provider on a free port of 127.0.0.1: OpenID Connect (discovery, code with PKCE S256, ID tokens signed RS256 or ES256,
UserInfo), and OAuth 2.0 as GitHub speaks it, by Authlib's server. Its page lists the people; a button signs one in.

CONTROL takes, with PUT and JSON:
    /people     {SUBJECT: CLAIMS, …}  in place of those that are there; for GitHub `id`, `login` and `emails`
    /rotate     {"alg": "ES256", "keep": true, "kid": true}  a new key; `keep` leaves the old one published
    /faults     {"header": {…}, "claims": {…}, "document": {…}, "token": {…}, "userinfo": {…}}  over what is right (null takes away),
                "unsigned": true, "foreign": true  a signature that is none, or of a key that is not published
                "status": {"token": 500, "keys": 503, "document": 404}, "long": true, "redirect": true (both of "document")
and gives with GET /count how often document and keys were asked for.
"""
import argparse
import base64
import json
import os
import secrets
import threading
import time

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin as OpenIDCodeMixin
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from service import announce, end_with_parent
from werkzeug.serving import make_server, WSGIRequestHandler

end_with_parent()
argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
CLIENT_ID, CLIENT_SECRET = "satchel:test", "s3cret/+ %"
people, codes, tokens = {}, {}, {}
state = {"faults": {}, "keys": [], "counts": {"document": 0, "keys": 0}}
app = flask.Flask(__name__)
app.secret_key = secrets.token_hex()


def rotate(alg="RS256", keep=True, kid=True):
    identity = {"kid": secrets.token_hex(4)} if kid else {}
    key = RSAKey.generate_key(2048, identity) if alg == "RS256" else ECKey.generate_key("P-256", identity)
    state["keys"] = [(alg, key)] + (state["keys"] if keep else [])


def b64(facts):
    return base64.urlsafe_b64encode(json.dumps(facts).encode()).decode().rstrip("=")


def over(what, facts):
    """What is right, with the faults over it."""
    facts = {**facts, **state["faults"].get(what, {})}
    return {name: value for name, value in facts.items() if value is not None}


def status(what):
    code = state["faults"].get("status", {}).get(what)
    if code:
        flask.abort(code)


class Client(ClientMixin):
    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        path = redirect_uri.split("?")[0]
        return path.endswith("/callback") and "/user/sign-in-with/" in path

    def check_client_secret(self, client_secret):
        return secrets.compare_digest(client_secret, CLIENT_SECRET)

    def check_endpoint_auth_method(self, method, endpoint):
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


class Code(OpenIDCodeMixin):
    def __init__(self, request, subject):
        data = request.payload.data
        self.redirect_uri, self.scope, self.subject = request.payload.redirect_uri, request.payload.scope, subject
        self.nonce, self.at = data.get("nonce"), int(time.time())
        self.challenge, self.method = data.get("code_challenge"), data.get("code_challenge_method")

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return self.at


class Grant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

    def save_authorization_code(self, code, request):
        codes[code] = Code(request, request.user)

    def query_authorization_code(self, code, client):
        return codes.get(code)

    def delete_authorization_code(self, authorization_code):
        for text in [text for text, code in codes.items() if code is authorization_code]:
            del codes[text]

    def authenticate_user(self, authorization_code):
        return authorization_code.subject


class Challenge(CodeChallenge):
    def get_authorization_code_challenge(self, authorization_code):
        return authorization_code.challenge

    def get_authorization_code_challenge_method(self, authorization_code):
        return authorization_code.method

    def validate_code_challenge(self, grant, redirect_uri):
        super().validate_code_challenge(grant, redirect_uri)
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            flask.abort(400, "PKCE by S256 is required here")


class OpenID(OpenIDCode):
    def exists_nonce(self, nonce, request):
        return any(code.nonce == nonce for code in codes.values())

    def encode_id_token(self, token, request):
        alg, key = state["keys"][0]
        if state["faults"].get("foreign"):
            key = RSAKey.generate_key(2048, {"kid": key.kid}) if alg == "RS256" else ECKey.generate_key("P-256", {"kid": key.kid})
        code, now = request.authorization_code, int(time.time())
        claims = {
            "iss": origin(), "aud": CLIENT_ID, "iat": now, "exp": now + 300, "auth_time": code.at, "nonce": code.nonce,
            "sub": request.user, **people[request.user]}
        header = {"alg": alg, **({"kid": key.kid} if key.kid else {})}
        text = jwt.encode(header, over("claims", claims), key, [alg])
        if "header" in state["faults"]:  # Authlib would not sign such a thing
            text = b64(over("header", header)) + text[text.index("."):]
        if state["faults"].get("unsigned"):
            text = b64({"alg": "none"}) + "." + text.split(".")[1] + "."
        return text


def save_token(token, request):
    tokens[token["access_token"]] = request.user


server = AuthorizationServer(app, query_client=lambda id: Client() if id == CLIENT_ID else None, save_token=save_token)
server.register_grant(Grant, [Challenge(required=True), OpenID(require_nonce=False)])


def origin():
    return flask.request.host_url.rstrip("/")


@app.get("/.well-known/openid-configuration")
def document():
    state["counts"]["document"] += 1
    status("document")
    if state["faults"].get("long"):
        return flask.Response("{" + " " * 1_000_000 + "}", content_type="application/json")
    if state["faults"].get("redirect"):
        return flask.redirect("/.well-known/other")
    return over("document", {
        "issuer": origin(), "authorization_endpoint": origin() + "/authorize", "token_endpoint": origin() + "/token",
        "jwks_uri": origin() + "/keys", "userinfo_endpoint": origin() + "/userinfo",
        "authorization_response_iss_parameter_supported": True})


@app.get("/keys")
def keys():
    state["counts"]["keys"] += 1
    status("keys")
    return {"keys": [{"kty": "oct", "k": "AAAA"}] + [key.as_dict(private=False, use="sig", alg=alg) for alg, key in state["keys"]]}


PAGE = """<!doctype html><html lang="en"><title>The provider</title><h1>Who are you?</h1><p>{{ prompt }}</p><form method="post">
{% for person in people %}<button name="sub" value="{{ person }}">{{ person }}</button>{% endfor %}
<button name="sub" value="">Cancel</button></form>"""


@app.route("/authorize", methods=["GET", "POST"])
@app.route("/login/oauth/authorize", methods=["GET", "POST"], endpoint="github_authorize")
def authorize():
    try:
        grant = server.get_consent_grant(end_user=None)
    except OAuth2Error as error:
        return f"{error.error}: {error.description}", 400
    if flask.request.method == "GET":
        return flask.render_template_string(PAGE, people=people, prompt=flask.request.args.get("prompt", ""))
    subject = flask.request.form["sub"]
    answer = server.create_authorization_response(grant=grant, grant_user=subject or None)
    if flask.request.path == "/authorize":
        answer.headers["Location"] += "&iss=" + state["faults"].get("iss", origin())
    return answer


@app.post("/token")
@app.post("/login/oauth/access_token", endpoint="github_token")
def token():
    status("token")
    answer = server.create_token_response()
    if answer.status_code == 200:
        answer.set_data(flask.json.dumps(over("token", answer.get_json())))
    elif flask.request.path != "/token":
        answer.status_code = 200  # GitHub's way
    return answer


def person():
    subject = tokens.get(flask.request.headers.get("Authorization", "").removeprefix("Bearer "))
    if subject is None:
        flask.abort(401)
    return subject


@app.get("/userinfo")
def userinfo():
    subject = person()
    return over("userinfo", {"sub": subject, **people[subject]})


@app.get("/api/v3/user")
def github_user():
    facts = people[person()]
    return {"id": facts["id"], "login": facts["login"], "email": None}


@app.get("/api/v3/user/emails")
def github_emails():
    return people[person()]["emails"]


@app.put("/control/<what>")
def control(what):
    facts = flask.request.get_json()
    if what == "people":
        people.clear()
        people.update(facts)
    elif what == "faults":
        state["faults"] = facts
    elif what == "rotate":
        rotate(**facts)
    else:
        flask.abort(404)
    return "", 204


@app.get("/control/count")
def count():
    return state["counts"]


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass


rotate()
http = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
url = f"http://127.0.0.1:{http.server_port}"
announce(URL=url, CONTROL=url + "/control", CLIENT_ID=CLIENT_ID, CLIENT_SECRET=CLIENT_SECRET)
http.serve_forever()
