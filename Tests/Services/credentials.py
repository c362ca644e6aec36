#!/usr/bin/env python3
"""The places that give AWS credentials, in one small server on 127.0.0.1: instance metadata (IMDSv2), container, STS.

usage: credentials.py [--with-parent]
Prints URL=, then READY. Every set of keys has a number of its own: CONTAINER-1, CONTAINER-2, …
  PUT /latest/api/token, GET /latest/meta-data/iam/security-credentials/[ROLE]   with the token only
  GET /container                        with Authorization: container-secret
  POST /sts/                            AssumeRoleWithWebIdentity with WebIdentityToken=web-token
  GET /short                            keys that end in a minute
  GET /count                            how many sets were given
"""

import datetime
import http.server
import itertools
import json
import urllib.parse

from service import announce, end_with_parent

numbers = itertools.count(1)
given = 0


def keys(place, seconds=3600):
    global given
    given += 1
    number = next(numbers)
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return {
        "Code": "Success",
        "AccessKeyId": f"{place}-{number}",
        "SecretAccessKey": "secret",
        "Token": f"token {number}",
        "Expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, body, code=200):
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        if self.path == "/latest/api/token" and self.headers["x-aws-ec2-metadata-token-ttl-seconds"]:
            return self.reply("session")
        self.reply("", 404)

    def do_GET(self):
        roles = "/latest/meta-data/iam/security-credentials/"
        if self.path.startswith(roles):
            if self.headers["x-aws-ec2-metadata-token"] != "session":
                return self.reply("", 401)
            return self.reply("web-role" if self.path == roles else keys("INSTANCE"))
        if self.path == "/container" and self.headers["Authorization"] == "container-secret":
            return self.reply(keys("CONTAINER"))
        if self.path == "/short":
            return self.reply(keys("SHORT", 60))
        if self.path == "/count":
            return self.reply(str(given))
        self.reply("", 404)

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if form.get("Action") != ["AssumeRoleWithWebIdentity"] or form.get("WebIdentityToken") != ["web-token"]:
            return self.reply("<ErrorResponse><Error><Code>InvalidIdentityToken</Code></Error></ErrorResponse>", 400)
        made = keys("IDENTITY")
        made["SessionToken"] = made.pop("Token")
        inside = "".join(f"<{name}>{value}</{name}>" for name, value in made.items() if name != "Code")
        self.reply(
            "<AssumeRoleWithWebIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><AssumeRoleWithWebIdentityResult>"
            f"<Credentials>{inside}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
        )


end_with_parent()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
announce(URL=f"http://127.0.0.1:{server.server_port}")
server.serve_forever()
