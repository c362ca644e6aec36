"""The endpoint from which a role's temporary credentials come in a container ("Container credential provider", AWS SDKs guide)."""
import http.server
import json
import threading
import time


class RoleCredentials:
    """Hands out one pair of keys, with a new token at each call; `fetched` counts them."""

    def __init__(self, access, secret):
        self.access, self.secret = access, secret
        self.fetched, self.seconds = 0, 3600

    def document(self):
        self.fetched += 1
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + self.seconds))
        return {
            "AccessKeyId": self.access, "SecretAccessKey": self.secret, "Token": f"token-{self.fetched}", "Expiration": end}

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
