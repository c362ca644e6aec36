"""Behind the AWS Lambda Web Adapter, whose part is played here as its guide describes it: it asks the readiness path until the site
answers, then sends each invocation as HTTP to AWS_LWA_PORT, with the client in X-Forwarded-For and the contexts as JSON in two fields."""
import json
import re
import socket
import time

import requests

from visitor import PASSWORD, hidden_fields

LAMBDA = {"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "PORT": None, "HOST": None}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Adapter:
    def __init__(self, site, port):
        self.site, self.url = site, f"http://127.0.0.1:{port}"
        self.session = requests.Session()

    def wait(self, path="/readyz"):
        """Every 10 ms, until a status from 100 to 499."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if self.session.get(self.url + path, timeout=5).status_code < 500:
                    return self
            except requests.ConnectionError:
                assert self.site.process.poll() is None, self.site.log
            time.sleep(0.01)
        raise AssertionError(self.site.log)

    def invoke(self, method, path, **options):
        contexts = {
            "x-amzn-request-context": json.dumps({"requestId": "gateway-id", "http": {"sourceIp": "192.0.2.9"}}),
            "x-amzn-lambda-context": json.dumps({"request_id": "lambda-id", "deadline": 4102444800000}),
            "x-forwarded-for": "192.0.2.9", "x-forwarded-proto": "https", "x-forwarded-port": "443", "host": "function.example",
            "x-amzn-trace-id": "Root=1-5c536348-3d683b8b04734faae651f476"}
        headers = {**contexts, **options.pop("headers", {})}
        return self.session.request(method, self.url + path, headers=headers, allow_redirects=False, timeout=30, **options)


def start(make_site, **settings):
    port = free_port()
    site = make_site(**{**LAMBDA, "AWS_LWA_PORT": port, "TRUSTED_PROXIES": "127.0.0.1", **settings}).spawn()
    return site, Adapter(site, port).wait()


def test_the_adapter_finds_the_site_and_its_requests_are_answered(make_site, bucket):
    site, adapter = start(make_site, **bucket.settings())
    page = adapter.invoke("GET", "/user/register")
    assert page.status_code == 200
    cookies = {name: value for name, value in re.findall(r"([^=;, ]+)=([^;]+); ", page.headers["Set-Cookie"])[:1]}
    fields = {**hidden_fields(page.text, "/user/register"), "username": "ada", "password": PASSWORD, "retype_password": PASSWORD}
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    answer = adapter.invoke("POST", "/user/register", data=fields, headers={"cookie": cookie, "origin": "https://function.example"})
    assert answer.status_code == 303, answer.text
    assert "Secure" in answer.headers["Set-Cookie"], "the visitor spoke TLS"


def test_log_lines_name_the_visitor(make_site, bucket):
    site, adapter = start(make_site, **bucket.settings())
    adapter.invoke("GET", "/")
    lines = [json.loads(line) for line in site.log.splitlines() if line.startswith("{")]
    assert [line["client"] for line in lines if line.get("path") == "/"] == ["192.0.2.9"]


def test_the_adapters_port_comes_before_the_sites_own(make_site):
    port, other = free_port(), free_port()
    site = make_site(**{**LAMBDA, "AWS_LWA_PORT": port, "PORT": other}).spawn()
    assert Adapter(site, port).wait().invoke("GET", "/healthz").status_code == 200


def test_sigterm_ends_the_site_in_order(make_site, bucket):
    site, adapter = start(make_site, **bucket.settings())
    assert adapter.invoke("GET", "/").status_code == 200
    assert site.terminate(10) == 0


def test_an_unready_site_is_not_taken_for_a_ready_one(make_site, bucket, proxy):
    """With the store gone /readyz answers 503, which the adapter takes for not ready."""
    site, adapter = start(make_site, **bucket.settings("site.sqlite?timeout=1", via=proxy))
    proxy.faults({"fault": "status", "code": 503})
    assert adapter.session.get(adapter.url + "/readyz", timeout=30).status_code == 503
    proxy.faults()
    adapter.wait()
