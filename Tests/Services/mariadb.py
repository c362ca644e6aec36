#!/usr/bin/env python3
"""A MariaDB server (Debian's mariadb-server) on 127.0.0.1 and a Unix socket, its data in a temporary folder, TLS with a CA of its own.

usage: mariadb.py [--with-parent]
Prints URL= (a user who may do everything, of the database `app`), SOCKET=, CA=, then READY. Nothing is flushed to the disk.
"""

import argparse
import os
import shutil

from database_server import Server, free_port, make_certificate, user_for

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--with-parent", action="store_true")
options = options.parse_args()

os.environ["PATH"] = "/usr/bin:/usr/sbin:" + os.environ["PATH"]
if not shutil.which("mariadbd"):
    raise SystemExit("There is no MariaDB server: `make setup` installs Debian's.")
server = Server("maria", user_for("mysql"), options.with_parent)
data, socket, port = server.folder / "data", server.folder / "s.sock", free_port()
server.run(
    ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"])
certificate = make_certificate(server)
server.start(
    ["mariadbd", "--no-defaults", f"--datadir={data}", "--bind-address=127.0.0.1", f"--port={port}", f"--socket={socket}"]
    + [f"--pid-file={server.folder}/pid", f"--tmpdir={server.folder}", "--character-set-server=utf8mb4", "--max-connections=1000"]
    # Where all tests run at once on few cores, a handshake may take longer than the 10 seconds after which it would be broken off.
    + ["--connect-timeout=120", "--back-log=1000", "--innodb-buffer-pool-size=64M", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"]
    + ["--innodb-flush-method=nosync", f"--ssl-cert={certificate}", f"--ssl-key={server.folder}/server.key"])
client = ["mariadb", "--no-defaults", "-S", str(socket), "-uroot"]
server.wait([*client, "-e", "select 1"])
people = ["app@'127.0.0.1'", "app@localhost"]
grants = [f"create user {person} identified by 'secret'; grant all on *.* to {person} with grant option" for person in people]
server.run([*client, "-e", "; ".join(["create database app", *grants])])
server.serve({"URL": f"mysql://app:secret@127.0.0.1:{port}/app", "SOCKET": socket, "CA": certificate})
