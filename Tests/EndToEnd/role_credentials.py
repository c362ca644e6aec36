"""The endpoint from which a role's temporary credentials come in a container ("Container credential provider", AWS SDKs guide)."""
import http.server
import json
import threading
import time

import boto3


class RoleCredentials:
    """Hands out what AssumeRole of the store's own STS gives, new at each call; `fetched` counts them."""

    def __init__(self, server):
        access, secret = server.credentials
        self.sts = boto3.client(
            "sts", endpoint_url=server.url, region_name="us-east-1", aws_access_key_id=access, aws_secret_access_key=secret)
        self.role = server.role
        self.fetched, self.seconds, self.access = 0, 3600, None

    def document(self):
        self.fetched += 1
        given = self.sts.assume_role(RoleArn=self.role, RoleSessionName=f"site-{self.fetched}")["Credentials"]
        self.access = given["AccessKeyId"]
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + self.seconds))
        return {
            "AccessKeyId": self.access, "SecretAccessKey": given["SecretAccessKey"], "Token": given["SessionToken"],
            "Expiration": end}

    def __enter__(self):
        role = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                content = json.dumps(role.document()).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/role"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
