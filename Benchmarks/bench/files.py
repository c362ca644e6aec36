"""Public files of 10 KB and 1 MB, beside nginx, which has an access log like ours."""
import contextlib
import os

from bench.plain import told
from bench.programs import Program
from bench.report import Row
from bench.sites import satchel

CONNECTIONS = 32
SIZES = {"10 KB": 10 << 10, "1 MB": 1 << 20}
NGINX = """
daemon off; worker_processes {workers}; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    types {{ application/octet-stream bin; }}
    sendfile on; tcp_nopush on; keepalive_requests 1000000000;
    server {{ listen 127.0.0.1:{port}; root {public}; }}
}}
"""


def measure(bench):
    public = bench.folder("files-public")
    for name, size in SIZES.items():
        (public / f"{size}.bin").write_bytes(os.urandom(size))
    sites = {"Satchel": satchel(bench, "files", SATCHEL_PUBLIC=str(public)), "nginx": nginx(bench, public)}
    with contextlib.ExitStack() as running:
        started = {name: running.enter_context(site) for name, site in sites.items()}
        for site in started.values():
            site.until_answered(f"/{SIZES['10 KB']}.bin")
        return [row(bench, started, name, size) for name, size in SIZES.items()]


def row(bench, started, name, size):
    found = bench.side_by_side(started, f"/{size}.bin", CONNECTIONS)
    assert all(finding["bad"] == 0 for finding in found.values()), f"some were not answered: {found}"
    return Row("files", f"a file of {name}, {CONNECTIONS} connections / nginx", told(found["Satchel"]),
               found["Satchel"]["rate"] / found["nginx"]["rate"], "×", at_least=0.8, beside=told(found["nginx"]))


def nginx(bench, public):
    folder = bench.folder("nginx")
    program = Program(["nginx", "-e", folder / "error.log", "-p", folder, "-c", folder / "nginx.conf"], folder=folder, log=folder / "log.txt")
    program.environment["PATH"] += ":/usr/sbin"
    program.command[0] = "/usr/sbin/nginx"
    (folder / "nginx.conf").write_text(NGINX.format(workers=os.cpu_count(), folder=folder, port=program.port, public=public))
    return program
