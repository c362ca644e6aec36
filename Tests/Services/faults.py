#!/usr/bin/env python3
"""A proxy before an S3 server that makes what can go wrong go wrong, by rule. Standard library only, loopback only.

usage: faults.py --upstream http://127.0.0.1:PORT [--with-parent]
Prints URL= (the proxy) and CONTROL= (its remote control), then READY.

CONTROL
  PUT  /rules   a JSON list; the first rule that matches a request fires       DELETE /rules   none
  GET  /log     what was asked and answered, a JSON list                       DELETE /log     forget it

A RULE has conditions (all must hold)                    and a fault:
  method   "PUT"                                          status       answer "code" with the S3 error "s3_code"; nothing is passed on
  path     a regular expression                           answer       answer "code", "headers", "body" as given; nothing is passed on
  header   {"if-match": "regular expression"}             reset        read "after" bytes of the body (0), then cut the connection
  skip     let so many pass first                         drop_after   pass it on, answer nothing, cut ("how": "rst", "fin")
  count    fire so often, then never                      status_after pass it on, answer "code"
  chance   0 to 1, each time                              duplicate    pass it on twice, answer the second
                                                          truncate     the true head, half the body, cut
                                                          corrupt      flip a bit in the body
                                                          stall        half the body, then nothing
                                                          delay        "seconds" before it is passed on
  "then_close": true beside any fault closes the kept connection after the answer without saying so.

The Host header goes on unchanged: a request that was signed for the proxy verifies behind it.
"""

import argparse
import asyncio
import json
import random
import re
import socket
import struct
import urllib.parse

from service import announce, end_with_parent

REASONS = {200: "OK", 403: "Forbidden", 404: "Not Found", 409: "Conflict", 500: "Internal Server Error", 503: "Slow Down"}


class Gone(Exception):
    """The connection is over."""


class Rules:
    def __init__(self):
        self.rules, self.log = [], []

    def replace(self, rules):
        self.rules = [dict(rule, seen=0, fired=0) for rule in rules]

    def pick(self, method, target, headers):
        for rule in self.rules:
            if rule.get("method", method) != method or not re.search(rule.get("path", ""), target):
                continue
            if any(not re.search(pattern, headers.get(name, "")) for name, pattern in rule.get("header", {}).items()):
                continue
            if random.random() >= rule.get("chance", 1):
                continue
            rule["seen"] += 1
            if rule["seen"] <= rule.get("skip", 0) or rule["fired"] >= rule.get("count", 1 << 60):
                continue
            rule["fired"] += 1
            return rule
        return {}


async def read_head(reader):
    """The first line and the headers, names in lower case; None where the connection ends."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *lines = head.split("\r\n")[:-2]
    return first, [tuple(part.strip() for part in line.split(":", 1)) for line in lines]


async def read_body(reader, headers):
    fields = {name.lower(): value for name, value in headers}
    if "chunked" in fields.get("transfer-encoding", ""):
        body = b""
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return body
    return await reader.readexactly(int(fields.get("content-length", 0)))


def cut(writer, how="rst"):
    if how == "rst":  # a linger time of zero turns the close into a reset
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    else:
        writer.close()
    raise Gone


def render(code, headers, body, length=None):
    lines = [f"HTTP/1.1 {code} {REASONS.get(code, 'Answer')}"]
    lines += [f"{k}: {v}" for k, v in headers if k.lower() not in ("content-length", "transfer-encoding", "connection")]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def s3_error(rule, default):
    code = rule.get("code", default)
    extra = "".join(f"<{k}>{v}</{k}>" for k, v in rule.get("fields", {}).items())
    name = rule.get("s3_code", "SlowDown" if code == 503 else "InternalError")
    body = f"<?xml version='1.0'?><Error><Code>{name}</Code><Message>injected</Message>{extra}<RequestId>FAULT</RequestId></Error>"
    return code, [("Content-Type", "application/xml"), *rule.get("headers", {}).items()], body.encode()


class Proxy:
    def __init__(self, upstream):
        self.upstream, self.rules = urllib.parse.urlparse(upstream), Rules()

    async def serve(self, reader, writer):
        try:
            while head := await read_head(reader):
                await self.answer(*head, reader, writer)
        except (Gone, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def answer(self, line, headers, reader, writer):
        method, target, _ = line.split(" ", 2)
        fields = {name.lower(): value for name, value in headers}
        rule = self.rules.pick(method, target, fields)
        fault = rule.get("fault", "none")
        entry = {"method": method, "target": target, "fault": fault, "if-match": fields.get("if-match"), "passed": 0}
        self.rules.log.append(entry)
        if fault == "reset":
            entry["received"] = len(await reader.readexactly(rule.get("after", 0)))
            cut(writer)
        body = await read_body(reader, headers)
        entry["received"] = len(body)
        if fault == "status":
            code, out, content = s3_error(rule, 503)
        elif fault == "answer":
            code, out, content = rule.get("code", 200), list(rule.get("headers", {}).items()), rule.get("body", "").encode()
        else:
            await asyncio.sleep(rule.get("seconds", 0))
            for _ in range(2 if fault == "duplicate" else 1):
                code, out, content, length = await self.forward(line, headers, body)
                entry["passed"] += 1
            entry["status"], entry["sent"] = code, len(content)
            if fault == "drop_after":
                cut(writer, rule.get("how", "rst"))
            if fault == "status_after":
                code, out, content = s3_error(rule, 500)
            if fault == "corrupt" and content:
                at = len(content) // 2
                content = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            if method == "HEAD" or code == 304:
                writer.write(render(code, out, b"", length))
                return await writer.drain()
        half = content[: len(content) // 2]
        writer.write(render(code, out, content) + (half if fault in ("truncate", "stall") else b"" if method == "HEAD" else content))
        await writer.drain()
        if fault == "stall":
            await asyncio.sleep(3600)
        if fault == "truncate":
            await asyncio.sleep(0.02)  # let the bytes leave before the reset
            cut(writer)
        if rule.get("then_close"):
            writer.close()
            await writer.wait_closed()
            entry["closed"] = True
            raise Gone

    async def forward(self, line, headers, body):
        """One request on a connection of its own: no kept connection whose faults would mix with ours."""
        reader, writer = await asyncio.open_connection(self.upstream.hostname, self.upstream.port, limit=1 << 20)
        try:
            kept = [f"{k}: {v}\r\n" for k, v in headers if k.lower() not in ("connection", "expect")]
            writer.write(f"{line}\r\n{''.join(kept)}Connection: close\r\n\r\n".encode("latin-1") + body)
            status, out = await read_head(reader)
            code, length = int(status.split(" ")[1]), dict((k.lower(), v) for k, v in out).get("content-length", 0)
            has_body = not line.startswith("HEAD ") and code not in (204, 304)
            return code, out, await read_body(reader, out) if has_body else b"", length
        finally:
            writer.close()

    async def control(self, reader, writer):
        line, headers = await read_head(reader)
        body = await read_body(reader, headers)
        method, target, _ = line.split(" ", 2)
        if target == "/rules":
            self.rules.replace(json.loads(body) if method == "PUT" else [])
        elif method == "DELETE":
            self.rules.log.clear()
        answer = json.dumps(self.rules.log).encode()
        writer.write(render(200, [("Content-Type", "application/json"), ("Connection", "close")], answer) + answer)
        await writer.drain()
        writer.close()


async def main(upstream):
    proxy = Proxy(upstream)
    front = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=1 << 20)
    control = await asyncio.start_server(proxy.control, "127.0.0.1", 0)
    address = lambda server: f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    announce(URL=address(front), CONTROL=address(control))
    await asyncio.Event().wait()


if __name__ == "__main__":
    end_with_parent()
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--upstream", required=True)
    asyncio.run(main(options.parse_args().upstream))
