#!/usr/bin/env python3
"""A MariaDB server (Debian's mariadb-server) on 127.0.0.1 and a Unix socket, its data in a temporary folder, TLS with a CA of its own.

usage: mariadb.py [--replica] [--with-parent]
Prints URL= (a user who may do everything, of the database `app`), SOCKET=, CA=, with --replica also REPLICA_URL=, then READY. Nothing is
flushed to the disk.
"""

import argparse
import os
import shutil

from database_server import Server, free_port, make_certificate, user_for

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--replica", action="store_true")
options.add_argument("--with-parent", action="store_true")
options = options.parse_args()

os.environ["PATH"] = "/usr/bin:/usr/sbin:" + os.environ["PATH"]
if not shutil.which("mariadbd"):
    raise SystemExit("There is no MariaDB server: `make setup` installs Debian's.")
server = Server("maria", user_for("mysql"), options.with_parent)
certificate = make_certificate(server)
password = "secret"


def start(name, port, *more):
    """A server with its data in a folder of this name; gives what speaks to it as root."""
    data, socket = server.folder / name, server.folder / f"{name}.sock"
    server.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"])
    server.start(
        ["mariadbd", "--no-defaults", f"--datadir={data}", "--bind-address=127.0.0.1", f"--port={port}", f"--socket={socket}"]
        + [f"--pid-file={server.folder}/{name}.pid", f"--tmpdir={server.folder}", "--character-set-server=utf8mb4"]
        # Where all tests run at once on few cores, a handshake may take longer than the 10 seconds after which it would be broken off.
        + ["--max-connections=1000", "--connect-timeout=120", "--back-log=1000", "--innodb-buffer-pool-size=64M"]
        + ["--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-flush-method=nosync"]
        + [f"--ssl-cert={certificate}", f"--ssl-key={server.folder}/server.key", *more])
    client = ["mariadb", "--no-defaults", "-S", str(socket), "-uroot"]
    server.wait([*client, "-e", "select 1"])
    return client


port = free_port()
client = start("data", port, *(["--server-id=1", "--log-bin", "--log-bin-trust-function-creators"] if options.replica else []))
people = ["app@'127.0.0.1'", "app@localhost"]
grants = [f"create user {person} identified by '{password}'; grant all on *.* to {person} with grant option" for person in people]
server.run([*client, "-e", "; ".join(["create database app", *grants])])
facts = {"URL": f"mysql://app:{password}@127.0.0.1:{port}/app", "SOCKET": server.folder / "data.sock", "CA": certificate}
if options.replica:
    other = free_port()
    client = start("replica", other, "--server-id=2", "--relay-log=relay", "--read-only")
    source = f"master_host='127.0.0.1', master_port={port}, master_user='app', master_password='{password}', master_use_gtid=slave_pos"
    server.run([*client, "-e", f"change master to {source}; start slave"])
    server.wait([*client, "app", "-e", "select 1"])
    facts["REPLICA_URL"] = f"mysql://app:{password}@127.0.0.1:{other}/app"
server.serve(facts)
