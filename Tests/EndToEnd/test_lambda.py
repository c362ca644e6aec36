"""The site in AWS Lambda: its runtime interface emulator, a real S3 server, two instances."""
import html
import json
import os
import pathlib
import random
import re
import signal
import threading
import time
import urllib.parse

import pytest
import requests

from conftest import ROOT
from mail_server import MailServer
from role_credentials import RoleCredentials
from visitor import PASSWORD, hidden_fields

EVENTS = pathlib.Path(__file__).resolve().parents[1] / "LambdaTests" / "Fixtures"


def test_the_walk_through_the_pages_over_two_instances(make_function, bucket):
    one, other = make_function(**bucket.settings()), make_function(**bucket.settings())
    visitor = one.visitor()
    assert visitor.get("/").status_code == 200
    assert visitor.get("/members", allow_redirects=False).status_code == 303
    answer = visitor.register("ada")
    assert answer.status_code == 303, answer.text
    assert visitor.sees_members()
    visitor.url = other.url
    assert visitor.sees_members(), "the other instance does not see what was answered by the first"
    assert visitor.sign_out().status_code == 303
    visitor.url = one.url
    assert not visitor.sees_members()
    assert other.visitor().sign_in("ada").status_code == 303


def test_what_a_browser_asks_for(make_function, bucket):
    function = make_function(**bucket.settings())
    visitor = function.visitor()
    style = visitor.get("/style.css")
    assert style.status_code == 200 and style.headers["Content-Type"].startswith("text/css")
    again = visitor.get("/style.css", headers={"If-None-Match": style.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    icon = visitor.get("/favicon.ico")
    assert icon.content == (ROOT / "Public" / "favicon.ico").read_bytes()
    assert visitor.session.head(function.url + "/").content == b""
    assert visitor.get("/no-such-page").status_code == 404
    assert visitor.get("/user/sign-in?next=/a%2Fb&next=c").status_code == 200
    assert visitor.post("/user/sign-in", {"username": "x"}).status_code == 403, "no token"


def test_log_lines_name_the_invocation(make_function, bucket):
    function = make_function(**bucket.settings())
    answer = function.visitor().get("/")
    request_id = answer.headers["X-Request-ID"]
    lines = [json.loads(line) for line in function.log.splitlines() if line.startswith("{")]
    assert [line["path"] for line in lines if line.get("request_id") == request_id] == ["/"]
    assert request_id in "\n".join(line for line in function.log.splitlines() if not line.startswith("{")), "the emulator's own id"


@pytest.mark.parametrize("name, check", [
    ("apigateway-http-api-proxy", lambda answer: answer["statusCode"] == 404 and "headers" in answer),
    ("apigateway-aws-proxy", lambda answer: answer["statusCode"] == 404 and "multiValueHeaders" in answer),
    ("alb-request", lambda answer: answer["statusCode"] == 404 and answer["statusDescription"] == "404 Not Found"),
    ("cloudwatch-scheduled-event", lambda answer: answer["statusCode"] == 200 and "ready" in answer["body"]),
    ("s3-put", lambda answer: answer["errorType"] == "Event.Unknown" and "aws:s3" in answer["errorMessage"]),
])
def test_samples_of_every_kind(make_function, bucket, name, check):
    event = json.loads((EVENTS / f"{name}.json").read_text())
    event.get("headers", {}).pop("X-Forwarded-For", None)
    answer = make_function(**bucket.settings()).invoke({**event, "httpMethod": "GET"} if "httpMethod" in event else as_get(event))
    assert check(answer), answer


def as_get(event):
    """The sample's POST has no token: as GET it reaches the router."""
    if "http" in event.get("requestContext", {}):
        event["requestContext"]["http"]["method"] = "GET"
    return event


def test_malformed_events_are_answered_clearly_and_the_instance_lives_on(make_function, bucket):
    function = make_function(**bucket.settings())
    for event in ([], 7, "text", {"requestContext": 7}, {"requestContext": {"http": {"method": "GET"}}, "rawPath": ["/"]}):
        answer = function.invoke(event)
        assert answer["errorType"] == "Event.Malformed" and answer["errorMessage"], (event, answer)
    bad = {"version": "2.0", "requestContext": {"http": {"method": "POST"}}, "rawPath": "/", "body": "%", "isBase64Encoded": True}
    assert function.invoke(bad)["statusCode"] == 400
    assert function.visitor().get("/").status_code == 200
    assert len(function.processes()) == 1


@pytest.mark.parametrize("settings, words", [
    ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
    ({"SATCHEL_INVOKE_MODE": "sometimes"}, "response_stream"),
    ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "s3sqlite://"),
    ({"DATABASE_URL": "sqlite:////var/no/such/folder/site.sqlite"}, "/var/no/such/folder"),
])
def test_what_keeps_the_site_from_starting_is_told_to_lambda(make_function, bucket, settings, words):
    function = make_function(**{**bucket.settings(), **settings})
    answer = function.invoke({})
    assert answer.get("errorType") == "Site.NotStarted", (answer, function.log)
    assert words in answer["errorMessage"]
    assert bucket.objects() == {}


def test_a_frozen_instance_thaws_on_the_newest_state(make_function, bucket, proxy):
    frozen, other = make_function(**bucket.settings(via=proxy)), make_function(**bucket.settings())
    ada = frozen.visitor()
    assert ada.register("ada").status_code == 303
    # Lambda freezes for minutes, and the store has closed its connections by then: here it does so after each answer.
    proxy.faults({"then_close": True})
    assert ada.sees_members()
    ids = frozen.processes()
    for process in ids:
        os.kill(process, signal.SIGSTOP)
    assert other.visitor().register("bob").status_code == 303
    proxy.faults()
    for process in ids:
        os.kill(process, signal.SIGCONT)
    answer = frozen.visitor().register("bob")
    assert answer.status_code != 303, "the name was taken while the instance was frozen"
    assert "bob" in answer.text
    assert ada.sees_members()


def test_the_links_of_a_stage_name_it(make_function, bucket):
    """A visitor who only follows what the pages say, as API Gateway's default domain shows them."""
    function = make_function(**bucket.settings())

    def get(path, method="GET", body=None, cookies=()):
        return function.invoke({
            "version": "2.0", "rawPath": path, "rawQueryString": "", "cookies": list(cookies), "body": body,
            "headers": {"accept-encoding": "gzip", "content-type": "application/x-www-form-urlencoded",
                        "host": "x1.execute-api.eu-central-1.amazonaws.com", "origin": "https://x1.execute-api.eu-central-1.amazonaws.com"},
            "requestContext": {"stage": "prod", "domainName": "x1.execute-api.eu-central-1.amazonaws.com",
                               "http": {"method": method, "sourceIp": "192.0.2.1"}}})

    redirected = get("/prod/members")
    assert redirected["statusCode"] == 303 and redirected["headers"]["Location"].startswith("/prod/user/sign-in")
    page = get("/prod/user/register")
    links = re.findall(r'\b(?:href|src|action)="(/[^"]*)"', page["body"])
    assert links and all(link.startswith("/prod/") for link in links), links
    for link in links:
        assert get(html.unescape(link).partition("?")[0])["statusCode"] in (200, 303), link
    fields = {**hidden_fields(page["body"], "/prod/user/register"), "username": "ada", "password": PASSWORD, "retype_password": PASSWORD}
    cookies = [cookie.partition(";")[0] for cookie in page["cookies"]]
    answer = get("/prod/user/register", "POST", urllib.parse.urlencode(fields), cookies)
    assert answer["statusCode"] == 303 and answer["headers"]["Location"].startswith("/prod/"), answer


def freeze(function, seconds=0.0):
    """Stops the site's process for a while, as Lambda does between invocations."""
    for process in function.processes():
        os.kill(process, signal.SIGSTOP)
    time.sleep(seconds)


def thaw(function):
    for process in function.processes():
        os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize("is_told", [True, False], ids=["refused by the store", "known by their end"])
def test_a_thawed_instance_whose_credentials_have_ended_gets_new_ones(make_function, bucket, proxy, is_told):
    with RoleCredentials(bucket.server) as role:
        settings = {
            **bucket.settings(via=proxy), "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": role.url}
        function = make_function(**settings)
        role.seconds = 3600 if is_told else 302  # new ones are fetched five minutes before the end
        visitor = function.visitor()
        assert visitor.register("ada").status_code == 303
        fetched = role.fetched
        freeze(function, 0 if is_told else 2.5)
        if is_told:
            ended = "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"
            proxy.faults({"header": {"authorization": f"Credential={role.access}/"}, "fault": "answer", "code": 400, "body": ended})
        thaw(function)
        assert visitor.sees_members()
        assert function.visitor().register("bob").status_code == 303
        assert role.fetched > fetched


def test_mails_go_out_after_the_request_that_posted_them(make_function, bucket):
    with MailServer() as mail:
        function = make_function(**bucket.settings(), **mail.settings, BASE_URL="https://site.example")
        visitor = function.visitor()
        answer = visitor.submit(
            "/user/register", {"username": "ada", "email": "ada@club.example", "password": PASSWORD, "retype_password": PASSWORD})
        assert answer.status_code == 303, answer.text
        # The next invocation is asked for only when the mail is sent.
        assert visitor.get("/").status_code == 200
        assert len(mail.mails("ada@club.example")) == 1, function.log


def test_a_request_that_cannot_end_in_time_is_answered_504_and_leaves_nothing(make_function, bucket, proxy, tmp_path):
    function = make_function(timeout=3, **bucket.settings("site.sqlite?timeout=5", via=proxy))
    visitor = function.visitor()
    page = visitor.get("/user/register").text
    proxy.faults({"method": "PUT", "fault": "delay", "seconds": 60})
    fields = {**hidden_fields(page, "/user/register"), "username": "late", "password": PASSWORD, "retype_password": PASSWORD}
    began = time.monotonic()
    assert visitor.post("/user/register", fields).status_code == 504
    assert time.monotonic() - began < 6
    proxy.faults()
    # Its PUT may take until the database's own time-out; what comes next waits for it, or is answered 504 as well.
    while (answer := visitor.get("/user/register")).status_code == 504 and time.monotonic() - began < 40:
        pass
    assert answer.status_code == 200
    assert function.visitor().register("ada").status_code == 303, "the instance lives on"
    assert set(bucket.users(tmp_path)) == {"ada"}


def test_streamed_answers(make_function, bucket):
    function = make_function(SATCHEL_INVOKE_MODE="response_stream", **bucket.settings())
    visitor = function.visitor()
    assert visitor.register("ada").status_code == 303
    assert visitor.sees_members()
    assert visitor.get("/favicon.ico").content.startswith(b"\0\0\1\0")


INVOCATIONS = int(os.environ.get("LAMBDA_INVOCATIONS", "1000"))


def test_a_thousand_invocations_with_kills_lose_and_double_nothing(make_function, bucket, tmp_path):
    seed = int.from_bytes(os.urandom(4), "big")
    chance = random.Random(seed)
    functions = [make_function(**bucket.settings()) for _ in range(2)]
    names = iter(f"user{number}" for number in range(INVOCATIONS // 2))
    answered, tried, lock, done = [], [], threading.Lock(), threading.Event()

    def work(function):
        while True:
            with lock:
                name = next(names, None)
            if name is None:
                return
            tried.append(name)
            try:
                if function.visitor().register(name).status_code == 303:
                    answered.append(name)
            except (requests.RequestException, AssertionError):
                pass  # killed in between: nothing was promised

    def kill():
        while not done.wait(chance.uniform(0.5, 2)):
            chance.choice(functions).kill()

    workers = [threading.Thread(target=work, args=(function,)) for function in functions]
    killer = threading.Thread(target=kill)
    for thread in [*workers, killer]:
        thread.start()
    for worker in workers:
        worker.join()
    done.set()
    killer.join()
    users = bucket.users(tmp_path)  # and no name twice
    assert not set(answered) - set(users), f"seed {seed}: answered and lost"
    assert set(users) <= set(tried), f"seed {seed}: nobody asked for these"
    assert len(answered) > INVOCATIONS // 4, f"seed {seed}: hardly anything was answered"
