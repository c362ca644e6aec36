#!/usr/bin/env python3
"""An S3 server (moto) on 127.0.0.1, its objects in memory. Signatures and policies are checked.

usage: s3.py [--port N] [--stock] [--with-parent]
Prints URL=, ACCESS_KEY=, SECRET_KEY= (an account that may do everything) and READER_ACCESS_KEY=, READER_SECRET_KEY= (one that may
only read), ROLE= (a role for AssumeRole, which STS answers at the same URL), then READY.

Moto looks at If-Match and If-None-Match and then writes, with nothing in between to keep others out: of many racing writers
several win. S3 lets one win. So one lock goes around everything that writes; --stock leaves moto as it is.
"""

import argparse
import json
import os
import threading

from service import announce, end_with_parent

end_with_parent()
options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--port", type=int, default=0)
options.add_argument("--stock", action="store_true")
options = options.parse_args()

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
USERS = {"writer": ["s3:*", "sts:AssumeRole"], "reader": ["s3:GetObject", "s3:ListBucket"]}
# Making the users and the role is not checked yet: three calls for each, and two.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = str(3 * len(USERS) + 2)

import boto3  # noqa: E402 (moto reads the environment when it is imported)
from flask import request  # noqa: E402
from moto.iam.access_control import IAMRequestBase  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from moto.s3.models import FakeKey  # noqa: E402
from moto.s3.responses import S3Response  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402


def make_writes_atomic():
    lock = threading.RLock()

    def locked(write):
        def call(*arguments, **named):
            with lock:
                return write(*arguments, **named)

        return call

    # Of calls by POST the last of an upload in parts writes.
    for name in ("put_object", "copy_object", "delete_object", "_key_response_post"):
        setattr(S3Response, name, locked(getattr(S3Response, name)))


def verify_addresses_as_sent():
    """Moto decodes the path before it computes the signature, which then differs for `+`, `%` and all beyond ASCII."""
    create = IAMRequestBase._create_aws_request

    def with_raw_address(self):
        made = create(self)
        made.url = request.environ["RAW_URI"]
        return made

    IAMRequestBase._create_aws_request = with_raw_address


def keep_large_objects_at_hand():
    """Moto reads an object's file whole for each range of it: of a gigabyte that takes longer than a fetch may."""
    value, large = FakeKey.value, 64 << 20

    def read(self):
        if self.contentsize < large:
            return value.fget(self)
        if (kept := self.__dict__.get("at_hand")) is None:
            kept = self.at_hand = value.fget(self)
        return kept

    def write(self, new):
        self.__dict__.pop("at_hand", None)
        value.fset(self, new)

    FakeKey.value = property(read, write)


class Connection(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections, as S3 does

    def log_request(self, *_):
        pass


def policy(actions, **more):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, **more}]})


def make_users(iam):
    for user, actions in USERS.items():
        iam.create_user(UserName=user)
        iam.put_user_policy(UserName=user, PolicyName="tests", PolicyDocument=policy(actions, Resource="*"))
        yield iam.create_access_key(UserName=user)["AccessKey"]


def make_role(iam):
    role = iam.create_role(RoleName="site", AssumeRolePolicyDocument=policy("sts:AssumeRole", Principal={"AWS": "*"}))
    iam.put_role_policy(RoleName="site", PolicyName="tests", PolicyDocument=policy("s3:*", Resource="*"))
    return role["Role"]["Arn"]


verify_addresses_as_sent()
keep_large_objects_at_hand()
if not options.stock:
    make_writes_atomic()
server = make_server(
    "127.0.0.1", options.port, DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=Connection
)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
iam = boto3.client("iam", endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
writer, reader = make_users(iam)
role = make_role(iam)
announce(
    URL=url,
    ACCESS_KEY=writer["AccessKeyId"],
    SECRET_KEY=writer["SecretAccessKey"],
    READER_ACCESS_KEY=reader["AccessKeyId"],
    READER_SECRET_KEY=reader["SecretAccessKey"],
    ROLE=role,
)
threading.Event().wait()
