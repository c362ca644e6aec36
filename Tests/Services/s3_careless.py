#!/usr/bin/env python3
"""An S3 server (`rclone serve s3` over a temporary folder) on 127.0.0.1 that ignores If-Match and If-None-Match on PUT, as some do.

usage: s3_careless.py [--with-parent]
Prints URL=, ACCESS_KEY=, SECRET_KEY=, then READY.
"""

import contextlib
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from service import announce

folder = tempfile.TemporaryDirectory(prefix="satchel-careless-", ignore_cleanup_errors=True)
pathlib.Path(folder.name, "data").mkdir()
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
access, secret = "careless", secrets.token_hex(16)
server = subprocess.Popen(
    [str(pathlib.Path(sys.executable).parent / "rclone"), "serve", "s3", "--addr", f"127.0.0.1:{port}",
     "--auth-key", f"{access},{secret}", "--vfs-cache-mode", "off", folder.name + "/data"],
    env={"PATH": os.environ["PATH"], "HOME": folder.name, "RCLONE_CONFIG": folder.name + "/none.conf"},
    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def stop(*_):
    # Not `server.kill()`: the main thread may hold the lock that it takes.
    with contextlib.suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGKILL)
    folder.cleanup()
    os._exit(0)


for name in (signal.SIGTERM, signal.SIGINT):
    signal.signal(name, stop)


def end_with_parent():
    while os.read(0, 1024):
        pass
    stop()


if "--with-parent" in sys.argv:
    threading.Thread(target=end_with_parent, daemon=True).start()

deadline = time.monotonic() + 60
while server.poll() is None and time.monotonic() < deadline:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        break
    except OSError:
        time.sleep(0.05)
else:
    sys.exit("rclone did not start")
announce(URL=f"http://127.0.0.1:{port}", ACCESS_KEY=access, SECRET_KEY=secret)
server.wait()
