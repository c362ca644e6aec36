"""An S3 server that answers after R: a proxy before it waits 25 ms with each request, and counts."""
import contextlib
import http.client
import secrets
import statistics
import time
import urllib.parse

import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from bucket import Bucket, FaultProxy, S3Server

DELAY = 0.025


class Store:
    """From `with` to its end. `reading` and `writing` are R as it is: what a bare GET and PUT of 2 KB take, in ms."""

    def __enter__(self):
        self.open = contextlib.ExitStack()
        server = self.open.enter_context(S3Server())
        self.proxy = self.open.enter_context(FaultProxy(server.url))
        self.bucket = Bucket(server, f"bench-{secrets.token_hex(4)}")
        self.proxy.faults({"fault": "delay", "seconds": DELAY})
        self.keys = Credentials(*server.credentials)
        self.writing, self.reading = self.answer_time("PUT", bytes(2048)), self.answer_time("GET")
        return self

    def __exit__(self, *error):
        self.open.__exit__(*error)

    def answer_time(self, method, body=None):
        """By one kept connection, signed once before: nothing but the store is timed."""
        url = f"{self.proxy.url}/{self.bucket.name}/probe"
        signed = AWSRequest(method, url, data=body)
        S3SigV4Auth(self.keys, "s3", "us-east-1").add_auth(signed)
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)

        def once():
            connection.request(method, url.removeprefix(self.proxy.url), body, dict(signed.headers.items()))
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, f"{method} was answered {answer.status}"

        return statistics.median(timed(once) for _ in range(20))

    def settings(self, key, options, slow=True):
        """The environment of a site whose database is here; `slow` is by way of the proxy."""
        settings = self.bucket.settings(key, via=self.proxy) if slow else self.bucket.settings(key)
        return {**settings, "DATABASE_URL": f"{settings['DATABASE_URL']}?{options}"}

    def requests_of(self, action):
        """What the store was asked while something was done."""
        requests.delete(self.proxy.facts["CONTROL"] + "/log", timeout=10).raise_for_status()
        action()
        return self.proxy.log()


def timed(action):
    """Milliseconds."""
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1e3
