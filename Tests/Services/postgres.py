#!/usr/bin/env python3
"""A PostgreSQL server (Debian's postgresql) on 127.0.0.1 and a Unix socket, its data in a temporary folder, TLS with a CA of its own.

usage: postgres.py [--replica] [--with-parent]
Prints URL= (a user who may do everything, of the database `app`), SOCKET= (the socket's folder), CA=, CONTROL= (the process to stop
and continue: its id), with --replica also REPLICA_URL= (a streaming replica), then READY.

Nothing is flushed to the disk: the data goes away with the server.
"""

import argparse
import glob
import os
import pathlib
import subprocess
import sys

from database_server import Server, free_port, make_certificate, user_for

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--replica", action="store_true")
options.add_argument("--with-parent", action="store_true")
options = options.parse_args()

folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
if not folders:
    sys.exit("There is no PostgreSQL server: `make setup` installs Debian's.")
programs = pathlib.Path(folders[-1])
# A short path, for the name of a socket has 107 characters at most.
server = Server("pg", user_for("postgres"), options.with_parent)
password = "secret"
common = ["-c", "listen_addresses=127.0.0.1", "-k", str(server.folder), "-c", "max_connections=300", "-c", "fsync=off"]
common += ["-c", "full_page_writes=off", "-c", "jit=off", "-c", "max_locks_per_transaction=256"]


def start(name, port):
    data = server.folder / name
    process = server.start([programs / "postgres", "-D", data, "-p", str(port), *common])
    server.wait([programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)])
    return process, f"postgresql://app:{password}@127.0.0.1:{port}/app"


server.write("password", password)
server.run(
    [programs / "initdb", "-D", server.folder / "data", "-U", "app", f"--pwfile={server.folder}/password"]
    + ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "-N"])
certificate = make_certificate(server)
common += ["-c", "ssl=on", "-c", f"ssl_cert_file={certificate}", "-c", f"ssl_key_file={server.folder}/server.key"]
port = free_port()
primary, url = start("data", port)
environment = {**os.environ, "PGPASSWORD": password}
psql = [programs / "psql", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "app", "-d", "postgres"]
subprocess.run([*psql, "-c", "create database app"], env=environment, check=True, stdout=subprocess.DEVNULL)
subprocess.run([*psql[:-1], "app", "-c", "create extension citext"], env=environment, check=True, stdout=subprocess.DEVNULL)
facts = {"URL": url, "SOCKET": server.folder, "CA": certificate, "CONTROL": primary.pid}
if options.replica:
    source = f"host=127.0.0.1 port={port} user=app password={password}"
    with open(server.folder / "data/pg_hba.conf", "a") as rules:
        rules.write("host replication app 127.0.0.1/32 scram-sha-256\n")
    server.run([programs / "pg_basebackup", "-D", server.folder / "replica", "-R", "-X", "stream", "-c", "fast", "-d", source])
    facts["REPLICA_URL"] = start("replica", free_port())[1]
server.serve(facts)
