"""A real S3 server, a proxy that injects faults before it, and a bucket seen from outside."""
import hashlib
import pathlib
import sqlite3
import subprocess
import sys

import boto3
import requests

SERVICES = pathlib.Path(__file__).resolve().parents[1] / "Services"


class Service:
    """A script of Tests/Services: it prints NAME=value lines, then READY, and ends when its standard input does."""

    script = None

    def __init__(self, *arguments):
        self.command = [sys.executable, str(SERVICES / self.script), "--with-parent", *arguments]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        self.facts = {}
        for line in self.process.stdout:
            if line.strip() == "READY":
                return self
            name, _, value = line.strip().partition("=")
            self.facts[name] = value
        raise AssertionError(f"{self.command} ended before it was ready")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    @property
    def url(self):
        return self.facts["URL"]


class S3Server(Service):
    script = "s3.py"

    @property
    def credentials(self):
        return self.facts["ACCESS_KEY"], self.facts["SECRET_KEY"]

    @property
    def role(self):
        return self.facts["ROLE"]

    @property
    def reader_credentials(self):
        return self.facts["READER_ACCESS_KEY"], self.facts["READER_SECRET_KEY"]


class CarelessServer(S3Server):
    """Ignores conditions, as some stores do."""

    script = "s3_careless.py"


class FaultProxy(Service):
    script = "faults.py"

    def __init__(self, upstream):
        super().__init__("--upstream", upstream)

    def faults(self, *rules):
        """Replaces the rules: the first that matches a request fires."""
        requests.put(self.facts["CONTROL"] + "/rules", json=list(rules), timeout=10).raise_for_status()

    def log(self, method=None):
        """What was asked and answered since the start."""
        entries = requests.get(self.facts["CONTROL"] + "/log", timeout=10).json()
        return [entry for entry in entries if method in (None, entry["method"])]


class Bucket:
    def __init__(self, server, name):
        self.server, self.name = server, name
        access, secret = server.credentials
        self.client = boto3.client(
            "s3", endpoint_url=server.url, aws_access_key_id=access, aws_secret_access_key=secret, region_name="us-east-1")
        self.client.create_bucket(Bucket=name)

    def settings(self, key="site.sqlite", via=None, **more):
        """The environment of a site whose database is in this bucket; `via` a proxy."""
        access, secret = self.server.credentials
        return {
            "DATABASE_URL": f"s3sqlite://{self.name}/{key}",
            "AWS_ENDPOINT_URL_S3": via.url if via else self.server.url,
            "AWS_ACCESS_KEY_ID": access,
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            **more,
        }

    def put(self, key, content):
        self.client.put_object(Bucket=self.name, Key=key, Body=content)

    def objects(self):
        """Every object: key → hash of its bytes."""
        listing = self.client.list_objects_v2(Bucket=self.name).get("Contents", [])
        return {o["Key"]: hashlib.sha256(self.get(o["Key"])).hexdigest() for o in listing}

    def get(self, key):
        return self.client.get_object(Bucket=self.name, Key=key)["Body"].read()

    def users(self, folder, key="site.sqlite"):
        """Downloads the database, checks its integrity and gives its users: name → password hash."""
        path = pathlib.Path(folder) / "downloaded.sqlite"
        path.write_bytes(self.get(key))
        with sqlite3.connect(path) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            rows = database.execute("SELECT username, password FROM users").fetchall()
        names = [name for name, _ in rows]
        assert len(names) == len(set(names)), f"names are doubled: {names}"
        return dict(rows)
